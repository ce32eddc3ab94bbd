import { createReadStream } from 'node:fs'
import type { Db } from '../../db/db.ts'
import { paymentsPurpose } from '../../import-profiles/payments-purpose.ts'
import { readTable } from '../../import-profiles/read-table.ts'
import type { JobAct } from '../../jobs/job.ts'
import { CsvFault } from '../../lib/csv-encoding.ts'
import { withTemporaryFile } from '../../lib/temporary-file.ts'
import { OutboundFault } from '../../outbound/fault.ts'
import type { FileSession, RemoteFile } from '../../outbound/file-session.ts'
import { pathIn } from '../../outbound/sftp-files.ts'
import type { Target } from '../../outbound/target.ts'
import type { LayoutInUse } from '../file-layouts/layout-for.ts'
import { type CompareRules, comparePayments } from './compare-act.ts'
import { contentOf } from './file-content.ts'
import { sortFolder } from './folder-files.ts'
import { keepReceived } from './keep-received.ts'
import { noteLook, readLooks } from './looks-store.ts'
import { readReceivedFile } from './read-received-file.ts'
import { listKept } from './received-files-store.ts'

/** What reading needs, with or without a fetch before it. */
export type ReadWork = {
  connection: string
  /** Where a copy of a file may lie while it is read. */
  folder: string
  layout: LayoutInUse | undefined
  compare: CompareRules
}

export type FetchWork = ReadWork & { target: Target; paymentsFolder: string }

/** `waiting`: files that somebody may still be writing, to be looked at again in a minute. `refused`: why one was left out. */
export type FetchAnswer = { waiting: number; refused?: string; usedNextPassword: boolean }

/** Reads what is kept, and compares anew. */
export const readKept: JobAct<ReadWork, object> = async ({ db, now }, work) => {
  const { connection, folder, layout, compare } = work
  const failures: unknown[] = []
  for (const id of await listKept(db, connection)) {
    try {
      await readReceivedFile({ db, now, folder, layout }, id)
    } catch (error) {
      // One that nobody thought of keeps no other from being read.
      failures.push(error)
    }
  }
  await comparePayments(db, now, compare)
  if (failures.length > 0) throw failures[0]
  return {}
}

type Context = Parameters<JobAct<FetchWork, FetchAnswer>>[0]

/** Takes what is new in the provider's folder, and leaves it there; what is kept is read also where the line dropped after it. */
export const fetchPayments: JobAct<FetchWork, FetchAnswer> = async (context, work) => {
  // Only here does the process need it: imports, which are done by the same, begin sooner without.
  const { openFiles } = await import('../../outbound/sftp.ts')
  const session = await openFiles(work.target, { signal: context.signal })
  let answer: FetchAnswer
  try {
    answer = await takeNew(context, work, session)
  } catch (fault) {
    // How the line is has to be known first: what cannot be read stays kept, and is met again.
    await readKept(context, work).catch(() => undefined)
    throw fault
  }
  await readKept(context, work)
  return answer
}

async function takeNew({ db, now }: Context, work: FetchWork, session: FileSession): Promise<FetchAnswer> {
  const { connection, paymentsFolder } = work
  try {
    const files = await session.list(paymentsFolder)
    const { take, wait, refused } = sortFolder(files, await readLooks(db, connection), now())
    let waiting = 0
    const isTaken = async (file: RemoteFile, isWhole?: typeof agreesWithTotals) => {
      try {
        return await takeFile(db, now, session, work, file, isWhole)
      } catch (error) {
        // One that cannot be read keeps no other from being fetched.
        if (!isOfOneFile(error)) throw error
        refused.push(error.sentence)
        return undefined
      }
    }
    for (const file of take) if ((await isTaken(file)) === false) waiting++
    for (const { file, look, isNew } of wait) {
      // The first look is enough where the file's own total says that all of it is there.
      if (isNew && hasTotals(work) && (await isTaken(file, agreesWithTotals)) !== false) continue
      await noteLook(db, connection, file.name, look)
      waiting++
    }
    const [first] = refused
    return { waiting, ...(first && { refused: first }), usedNextPassword: session.usedNextPassword }
  } finally {
    await session.close()
  }
}

const isOfOneFile = (error: unknown): error is OutboundFault =>
  error instanceof OutboundFault &&
  error.stage === 'transfer' &&
  (error.code === 'not-permitted' || error.code === 'failed')

const hasTotals = ({ layout }: FetchWork) =>
  layout?.profile.rules?.records.some(({ is }) => is === 'totals') ?? false

/** Whether a copy of a file has the total that its layout expects, and every row that the total counts. */
async function agreesWithTotals(path: string, { layout }: FetchWork): Promise<boolean> {
  if (!layout) return false
  try {
    for await (const item of readTable(path, layout.profile, paymentsPurpose).items) {
      if (item.is === 'bad' || item.is === 'no-heading') return false
      if (item.is === 'totals') return item.agrees
    }
    return false
  } catch (error) {
    if (error instanceof CsvFault) return false
    throw error
  }
}

/** False where it is not whole yet: `isWhole` says no of its copy, or it became shorter while it was read. */
async function takeFile(
  db: Db,
  now: () => Date,
  session: FileSession,
  work: FetchWork,
  { name, size, modifiedAt }: RemoteFile,
  isWhole?: (path: string, work: FetchWork) => Promise<boolean>,
): Promise<boolean> {
  const { connection, folder, paymentsFolder, layout } = work
  const look = { size, modifiedAt, lookedAt: now().toISOString() }
  const profile = layout?.id ? { id: layout.id, version: layout.version } : undefined
  try {
    const content = contentOf(session, pathIn(paymentsFolder, name), name)
    const isTaken = await withTemporaryFile(folder, content, async (path) => {
      if (isWhole && !(await isWhole(path, work))) return false
      const file = { connection, name, profile, by: null, at: now().toISOString() }
      await keepReceived(db, file, createReadStream(path) as AsyncIterable<Buffer>)
      return true
    })
    if (!isTaken) return false
  } catch (error) {
    if (!(error instanceof OutboundFault) || error.code !== 'shortened') throw error
    await noteLook(db, connection, name, { ...look, takenAt: null })
    return false
  }
  await noteLook(db, connection, name, { ...look, takenAt: now().toISOString() })
  return true
}
