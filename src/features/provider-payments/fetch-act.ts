import { createReadStream } from 'node:fs'
import type { Db } from '../../db/db.ts'
import type { JobAct } from '../../jobs/job.ts'
import { withTemporaryFile } from '../../lib/temporary-file.ts'
import { OutboundFault } from '../../outbound/fault.ts'
import type { FileSession, RemoteFile } from '../../outbound/file-session.ts'
import { openFiles } from '../../outbound/sftp.ts'
import { pathIn } from '../../outbound/sftp-files.ts'
import type { Target } from '../../outbound/target.ts'
import type { LayoutInUse } from '../file-layouts/layout-for.ts'
import { type CompareRules, comparePayments } from './compare-act.ts'
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

/** `waiting`: files that somebody may still be writing, to be looked at again in a minute. */
export type FetchAnswer = { waiting: number; usedNextPassword: boolean }

/** Reads what is kept, and compares anew. */
export const readKept: JobAct<ReadWork, object> = async ({ db, now }, work) => {
  const { connection, folder, layout, compare } = work
  for (const id of await listKept(db, connection)) await readReceivedFile({ db, now, folder, layout }, id)
  await comparePayments(db, now, compare)
  return {}
}

/** Takes what is new in the provider's folder, and leaves it there. */
export const fetchPayments: JobAct<FetchWork, FetchAnswer> = async (context, work) => {
  const { db, now, signal } = context
  const { connection, paymentsFolder } = work
  const session = await openFiles(work.target, { signal })
  try {
    const files = await session.list(paymentsFolder)
    const { take, wait } = sortFolder(files, await readLooks(db, connection), now())
    for (const { file, look } of wait) await noteLook(db, connection, file.name, look)
    let waiting = wait.length
    for (const file of take) {
      const isWhole = await takeFile(db, now, session, work, file)
      if (!isWhole) waiting++
    }
    return { waiting, usedNextPassword: session.usedNextPassword }
  } finally {
    await session.close()
    // What is kept is read also where the line dropped after it.
    await readKept(context, work)
  }
}

/** False where the file became shorter meanwhile: somebody is writing it. */
async function takeFile(
  db: Db,
  now: () => Date,
  session: FileSession,
  { connection, folder, paymentsFolder, layout }: FetchWork,
  { name, size, modifiedAt }: RemoteFile,
): Promise<boolean> {
  const look = { size, modifiedAt, lookedAt: now().toISOString() }
  const profile = layout?.id ? { id: layout.id, version: layout.version } : undefined
  try {
    await withTemporaryFile(folder, contentOf(session, pathIn(paymentsFolder, name)), (path) =>
      keepReceived(
        db,
        { connection, name, profile, by: null, at: now().toISOString() },
        createReadStream(path) as AsyncIterable<Buffer>,
      ),
    )
  } catch (error) {
    if (!(error instanceof OutboundFault) || error.code !== 'shortened') throw error
    await noteLook(db, connection, name, { ...look, takenAt: null })
    return false
  }
  await noteLook(db, connection, name, { ...look, takenAt: now().toISOString() })
  return true
}

/** What a session hands over piece by piece, as it is asked for. */
async function* contentOf(session: FileSession, path: string): AsyncGenerator<Buffer> {
  let next = Promise.withResolvers<Buffer | undefined>()
  let taken = Promise.withResolvers<void>()
  const read = session
    .read(path, async (bytes) => {
      taken = Promise.withResolvers()
      next.resolve(bytes)
      await taken.promise
    })
    .then(() => next.resolve(undefined))
    .catch((error) => next.reject(error))
  for (;;) {
    const bytes = await next.promise
    if (bytes === undefined) break
    next = Promise.withResolvers()
    yield bytes
    taken.resolve()
  }
  await read
}
