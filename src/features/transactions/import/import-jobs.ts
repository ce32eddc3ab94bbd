import type { Actor } from '../../../audit/append.ts'
import type { Db } from '../../../db/db.ts'
import { addJob, findJobByKey, moveJob } from '../../../jobs/jobs-store.ts'
import { findImport, type Import } from './import-store.ts'
import type { ReadTask } from './read-task.ts'

export const readKind = 'transactions.import'
export const removeKind = 'transactions.remove'

/** `reading` tells of which reading of the file it is; who asked is named in the record of what comes of it. */
export type ReadContent = { id: number; reading: number; task: ReadTask; actor: Actor }
export type RemoveContent = { id: number }

const start = 'import '

/** Of each import, so that its rows are not taken out while its file is still read. */
export function connectionOf({ id, file }: Pick<Import, 'id' | 'file'>) {
  return `${start}${file ?? id}`
}

export function fileOf(connection: string) {
  return connection.slice(start.length)
}

type Asked = { at: string; actor: Actor }

/** To be called in the transaction that began the reading. */
export async function addReading(trx: Db, id: number, task: ReadTask, { at, actor }: Asked) {
  const one = (await findImport(trx, id)) as Import
  const content: ReadContent = { id, reading: one.reading, task, actor }
  await addJob(trx, {
    ...{ kind: readKind, connection: connectionOf(one), key: `${readKind} ${id} ${one.reading}` },
    ...{ content, at, dueAt: at, by: actor.id },
  })
}

/** To be called in the transaction that ended the import; where it was asked for before, it is due again. */
export async function addRemoval(trx: Db, one: Pick<Import, 'id' | 'file'>, at: string, by: number | null) {
  const key = `${removeKind} ${one.id}`
  const content: RemoveContent = { id: one.id }
  const connection = connectionOf(one)
  if (await addJob(trx, { kind: removeKind, connection, key, content, at, dueAt: at, by })) return
  const before = await findJobByKey(trx, key)
  const again = { state: 'ready' as const, dueAt: at, problem: null, problemSince: null }
  const from = ['waiting', 'held', 'needs-person', 'done', 'canceled'] as const
  if (before) await moveJob(trx, before.id, { from: [...from], at, ...again })
}
