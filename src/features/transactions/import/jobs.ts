import type { Db } from '../../../db/db.ts'
import type { Deps } from '../../../deps.ts'
import type { Ending, JobKind } from '../../../jobs/job.ts'
import { importFile, isThere, removeImportFile } from './import-files.ts'
import {
  addRemoval,
  fileOf,
  type ReadContent,
  type RemoveContent,
  readKind,
  removeKind,
} from './import-jobs.ts'
import { endImport, findImport, notEnded, releaseImport } from './import-store.ts'
import { removeSome, removeTotals } from './imported-rows-store.ts'
import type { ReadWork, RemoveWork } from './job-acts.ts'
import type { Outcome } from './read-import.ts'
import { completeKnown } from './run-import.ts'

/** The largest file on a slow machine. */
const deadlineMs = 6 * 3_600_000
const fewRows = 500

/** Reads a file of transactions, or looks how it could be read. */
export const readJob: JobKind<ReadContent, ReadWork, Outcome, typeof readKind> = {
  name: readKind,
  label: 'Import transactions',
  deadlineMs,
  isExchange: false,
  whenLost: 'again',

  /** The file lies on the disk of the server that took it. On a database in a file there is no other. */
  isHere: (deps, connection) => deps.config.databaseUrl === undefined || isThere(deps, fileOf(connection)),

  async prepare(deps, { content: { id, reading, task } }) {
    const one = await findImport(deps.db, id)
    const isAsked = one?.state === 'reading' && one.reading === reading
    if (!isAsked || !isThere(deps, one.file)) return { answer: 'stopped' }
    return { work: { id, file: importFile(deps, one.file), task } }
  },

  async finish(deps, trx, { content }, outcome) {
    const { id, actor } = content
    const at = deps.now().toISOString()
    if (outcome === 'known') await completeKnown(deps, trx, id, actor)
    if (outcome === 'refused') await endImport(trx, id, 'refused', at, ['reading'])
    return settled(deps, trx, content)
  },

  giveUp: (deps, trx, { content }) => settled(deps, trx, content),
}

/** What is still being read by then is not any more; the rows of what has ended are taken out, and nobody reads its file again. */
async function settled(deps: Deps, trx: Db, { id, reading, actor }: ReadContent): Promise<Ending> {
  const at = deps.now().toISOString()
  const before = await findImport(trx, id)
  if (before?.reading === reading) await endImport(trx, id, 'failed', at, ['reading'])
  const one = await findImport(trx, id)
  if (!one || notEnded.includes(one.state)) return { state: 'done' }
  if (one.isUnderWay) await addRemoval(trx, one, at, actor.id)
  await removeImportFile(deps, one.file)
  return { state: one.state === 'cancelled' ? 'canceled' : 'done' }
}

/** Takes the rows of an ended import out, and lets the next one begin. */
export const removeJob: JobKind<RemoveContent, RemoveWork, 'removed', typeof removeKind> = {
  name: removeKind,
  label: 'Take the rows of an import out',
  deadlineMs,
  isExchange: false,
  whenLost: 'again',

  async prepare({ db }, { content: { id } }) {
    const one = await findImport(db, id)
    if (!one?.isUnderWay || notEnded.includes(one.state)) return { answer: 'removed' }
    // A few rows are gone sooner than a process has started, which can also make room on a full disk.
    const hasMore = await removeSome(db, id, fewRows).catch(() => true)
    if (hasMore) return { work: { id } }
    await removeTotals(db, id)
    return { answer: 'removed' }
  },

  async finish(deps, trx, { content: { id } }) {
    await releaseImport(trx, id)
    const one = await findImport(trx, id)
    if (one && !notEnded.includes(one.state)) await removeImportFile(deps, one.file)
    return { state: 'done' }
  },
}
