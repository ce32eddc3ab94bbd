import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Deps } from '../../../deps.ts'
import type { ProfileName } from '../../../import-profiles/profile.ts'
import type { AskedToRead, HowToRead } from '../../../import-profiles/profile-choice.ts'
import type { Worker } from '../../../jobs/worker.ts'
import { leftAlone } from '../../../lib/left-alone.ts'
import { SerialQueue } from '../../../lib/serial-queue.ts'
import { importFile, removeImportFile } from '../../transactions/import/import-files.ts'
import { knownServices } from '../known-services.ts'
import { insertImport, letWait } from './imports-store.ts'
import type { Matching } from './matching.ts'
import {
  dropEarlier,
  listUnread,
  removeImport,
  removeUnread,
  type StoredMatching,
  saveMatching,
} from './matching-store.ts'
import type { ReadAccounts } from './read-file.ts'
import type { AccountsAnswer, AccountsWork } from './recognize.ts'

export const accountsScript = fileURLToPath(new URL('./import-worker-main.ts', import.meta.url))

const mostInQueue = 10
/** No file of at most 10 MB takes so long. */
const abandonedAfterMs = 3_600_000
const mostBadKept = 100

type Uploaded = { file: string; fileName: string; userId: number }

/** Waiting for its preview to be confirmed, for answers of a person, or nowhere. */
type Staged = { is: 'waiting' } | { is: 'matching' } | { is: 'refused'; read: ReadAccounts }

export type AccountsReader = ReturnType<typeof accountsReader>

/** Reads uploaded files in a process of its own, one at a time; the eleventh gets QueueIsFull. */
export function accountsReader(deps: Deps) {
  const queue = new SerialQueue(mostInQueue)
  const abandoned = leftAlone(abandonedAfterMs)
  let running: Worker<AccountsAnswer> | undefined

  async function answer(importId: number, file: string, asked: HowToRead) {
    // What a killed server left over, here or beside this one.
    await removeUnread(deps.db, abandoned(await listUnread(deps.db)))
    const work: AccountsWork = {
      ...{ importId, file: importFile(deps, file), asked },
      services: await knownServices(deps),
    }
    running = deps.startWorker(accountsScript, work)
    const answer = await running.answer
    if (answer && 'outcome' in answer) return answer.outcome
    deps.log.error({ prepaidImport: importId, ...answer }, 'prepaid accounts not read')
    return undefined
  }

  async function keepEarlierOut(id: number, userId: number) {
    for (const earlier of await dropEarlier(deps.db, id, userId)) await removeImportFile(deps, earlier)
  }

  async function wait(
    id: number,
    userId: number,
    file: string,
    by: ProfileName | undefined,
  ): Promise<Staged> {
    await letWait(deps.db, id, userId, by)
    await removeImportFile(deps, file)
    await keepEarlierOut(id, userId)
    return { is: 'waiting' }
  }

  async function ask(id: number, userId: number, file: string, matching: Matching): Promise<Staged> {
    await saveMatching(deps.db, id, file, matching)
    await keepEarlierOut(id, userId)
    return { is: 'matching' }
  }

  async function drop(id: number, file: string) {
    // Where it cannot be removed now, the next upload does it.
    await removeImport(deps.db, id).catch(() => undefined)
    await removeImportFile(deps, file)
  }

  async function readNew({ file: path, fileName, userId }: Uploaded, { saved, ...asked }: AskedToRead) {
    const file = basename(path)
    const id = await insertImport(deps.db, { userId, fileName, at: deps.now().toISOString() })
    const answered = await answer(id, file, asked)
    const { read, proposal } = answered ?? {}
    const by = saved ?? answered?.saved
    const profile = proposal?.profile ?? (asked.how === 'read' ? asked.profile : undefined)
    const askedWords = read?.words.filter(({ isAsked }) => isAsked) ?? []
    if (read && read.accounts > 0 && askedWords.length === 0) return wait(id, userId, file, by)
    // Where it is known how the file is read, what is wrong is in the file.
    if (!answered || !profile || read?.accounts === 0) {
      await drop(id, file)
      return read && { is: 'refused' as const, read }
    }
    const { remarks = [], rows = [] } = proposal ?? {}
    const first = { remarks, rows, profile, saved: by, change: 1, bad: [], badCount: 0, words: askedWords }
    return ask(id, userId, file, { ...first, step: read ? 'words' : 'columns' })
  }

  /** Reads the columns of a file as a person said them, or opens it otherwise; what is asked next is kept. */
  async function readColumns(stored: StoredMatching, asked: HowToRead): Promise<Matching | undefined> {
    const { id, userId, file, matching } = stored
    const answered = await answer(id, file, asked)
    if (!answered) return undefined
    const { read, proposal } = answered
    const isReadable = read !== undefined && read.accounts > 0
    const bad = isReadable ? [] : (read?.bad.slice(0, mostBadKept) ?? [])
    const next: Matching = {
      ...matching,
      ...(asked.how === 'read' ? { profile: asked.profile } : {}),
      ...proposal,
      ...{ step: isReadable ? 'words' : 'columns', change: matching.change + 1 },
      ...{ words: read?.words ?? [], bad, badCount: isReadable ? 0 : (read?.badCount ?? 0) },
    }
    await ask(id, userId, file, next)
    return next
  }

  /** Reads a file by the profile that was made for it. */
  async function readNamed({ id, userId, file, matching }: StoredMatching, by: ProfileName) {
    const answered = await answer(id, file, { how: 'read', profile: matching.profile })
    if (!answered?.read) return undefined
    if (answered.read.accounts > 0) return wait(id, userId, file, by)
    await drop(id, file)
    return { is: 'refused' as const, read: answered.read }
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
    readColumns: (stored: StoredMatching, asked: HowToRead) => queue.run(() => readColumns(stored, asked)),
    readNamed: (stored: StoredMatching, by: ProfileName) => queue.run(() => readNamed(stored, by)),
    close: () => running?.stop(),
  }
}
