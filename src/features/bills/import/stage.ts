import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Actor, appendEvent } from '../../../audit/append.ts'
import { transaction } from '../../../db/transaction.ts'
import type { Deps } from '../../../deps.ts'
import { type ProfileName, versionLabel } from '../../../import-profiles/profile.ts'
import type { AskedToRead, HowToRead } from '../../../import-profiles/profile-choice.ts'
import type { Worker } from '../../../jobs/worker.ts'
import { leftAlone } from '../../../lib/left-alone.ts'
import type { Period } from '../../../lib/periods.ts'
import { SerialQueue } from '../../../lib/serial-queue.ts'
import { importFile, removeImportFile } from '../../transactions/import/import-files.ts'
import { billEvents } from '../events.ts'
import type { Matching } from './matching.ts'
import {
  completeRun,
  dropRun,
  insertRun,
  listUnread,
  removeUnread,
  type StoredMatching,
  saveMatching,
} from './matching-store.ts'
import type { BillsFound, ReadBills } from './read-file.ts'
import type { BillsAnswer, BillsWork } from './recognize.ts'

export const billsScript = fileURLToPath(new URL('./import-worker-main.ts', import.meta.url))

const mostInQueue = 10
/** No export of at most 30 MB takes so long. */
const abandonedAfterMs = 3_600_000
const mostBadKept = 100

type Uploaded = { file: string; fileName: string; actor: Actor }

/** Brought in, waiting for answers of a person, or nowhere. */
type Staged =
  | { is: 'brought-in'; id: number; period: Period }
  | { is: 'matching'; id: number; matching: Matching }
  | { is: 'refused'; read: ReadBills }

export type BillsReader = ReturnType<typeof billsReader>

/** Reads uploaded exports in a process of its own, one at a time; the eleventh gets QueueIsFull. */
export function billsReader(deps: Deps) {
  const queue = new SerialQueue(mostInQueue)
  const abandoned = leftAlone(abandonedAfterMs)
  let running: Worker<BillsAnswer> | undefined

  async function answer(runId: number, file: string, asked: HowToRead): Promise<BillsAnswer | undefined> {
    const work: BillsWork = { runId, file: importFile(deps, file), asked }
    running = deps.startWorker(billsScript, work)
    const answer = await running.answer
    if (answer && 'outcome' in answer) return answer.outcome
    deps.log.error({ billRun: runId, ...answer }, 'bills not read')
    return undefined
  }

  async function broughtIn(
    { id, fileName, file }: Pick<StoredMatching, 'id' | 'fileName' | 'file'>,
    found: BillsFound,
    by: ProfileName | undefined,
    actor: Actor,
  ): Promise<Staged> {
    const { period, bills, amountDueCents: amountDue } = found
    await transaction(deps.db, async (trx) => {
      await completeRun(trx, id, { ...found, at: deps.now().toISOString(), by })
      const profile = by && versionLabel(by)
      const told = { file: fileName, bills, amountDue, profile }
      await appendEvent(deps, trx, actor, billEvents.broughtIn({ id, period }, told))
    })
    await removeImportFile(deps, file)
    return { is: 'brought-in', id, period }
  }

  async function drop(id: number, file: string) {
    // Where it cannot be removed now, the next upload does it.
    await dropRun(deps.db, id).catch(() => undefined)
    await removeImportFile(deps, file)
  }

  async function readNew({ file: path, fileName, actor }: Uploaded, { saved, ...asked }: AskedToRead) {
    const now = deps.now()
    const file = basename(path)
    // What a killed server left over, here or beside this one.
    await removeUnread(deps.db, abandoned(await listUnread(deps.db)))
    const by = actor.id as number
    const id = await insertRun(deps.db, { fileName, file, at: now.toISOString(), by })
    const answered = await answer(id, file, asked)
    const { read, proposal } = answered ?? {}
    const known = saved ?? answered?.saved
    if (read?.found) return broughtIn({ id, fileName, file }, read.found, known, actor)
    // Where it is known how the file is read, what is wrong is in the file.
    if (!answered || !proposal || (read && known)) {
      await drop(id, file)
      return read && { is: 'refused' as const, read }
    }
    const matching = { ...proposal, saved: known, change: 1, ...badOf(read) }
    await saveMatching(deps.db, id, matching)
    return { is: 'matching' as const, id, matching }
  }

  /** Reads a file as a person said, or opens it otherwise; what is asked next is kept. */
  async function readAsSaid(
    stored: StoredMatching,
    { saved, ...asked }: AskedToRead,
    actor: Actor,
  ): Promise<Staged | undefined> {
    const { id, file, matching } = stored
    const answered = await answer(id, file, asked)
    if (!answered) return undefined
    const { read, proposal } = answered
    if (read?.found) return broughtIn(stored, read.found, saved, actor)
    const next = {
      ...matching,
      ...(asked.how === 'read' ? { profile: asked.profile } : {}),
      ...proposal,
      ...{ saved: saved ?? matching.saved, change: matching.change + 1 },
      ...badOf(read),
    }
    await saveMatching(deps.db, id, next)
    return { is: 'matching', id, matching: next }
  }

  return {
    /** Reads an uploaded file; undefined when its process ended without an answer. */
    async read(uploaded: Uploaded, asked: AskedToRead): Promise<Staged | undefined> {
      try {
        return await queue.run(() => readNew(uploaded, asked))
      } catch (error) {
        await removeImportFile(deps, basename(uploaded.file))
        throw error
      }
    },
    readAsSaid: (stored: StoredMatching, asked: AskedToRead, actor: Actor) =>
      queue.run(() => readAsSaid(stored, asked, actor)),
    close: () => running?.stop(),
  }
}

function badOf(read: ReadBills | undefined) {
  return { bad: read?.bad.slice(0, mostBadKept) ?? [], badCount: read?.badCount ?? 0 }
}
