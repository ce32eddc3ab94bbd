import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Deps } from '../../../deps.ts'
import type { ProfileName } from '../../../import-profiles/profile.ts'
import type { AskedToRead, HowToRead } from '../../../import-profiles/profile-choice.ts'
import type { Worker } from '../../../jobs/worker.ts'
import type { ChartFormat } from '../../../lib/chart-format.ts'
import { leftAlone } from '../../../lib/left-alone.ts'
import { SerialQueue } from '../../../lib/serial-queue.ts'
import { importFile, removeImportFile } from '../../transactions/import/import-files.ts'
import type { Matching } from './matching.ts'
import {
  dropEarlier,
  endMatching,
  listUnread,
  removeImport,
  removeUnread,
  type StoredMatching,
  saveMatching,
} from './matching-store.ts'
import type { ReadChart } from './read-file.ts'
import type { ChartAnswer, ChartWork } from './recognize.ts'
import { insertImport, noteFormats } from './store.ts'

export const chartScript = fileURLToPath(new URL('./import-worker-main.ts', import.meta.url))

const mostInQueue = 10
/** No file of at most 10 MB takes so long. */
const abandonedAfterMs = 3_600_000
const mostBadKept = 100

/** What numbers are read by, and which version of it. */
type ChartFormats = { formats: ChartFormat[]; version: number }

type UploadedChart = { file: string; fileName: string; userId: number; chartFormats: ChartFormats }

/** Waiting for its preview to be confirmed, for answers of a person, or nowhere. */
type Staged = { is: 'waiting' } | { is: 'matching' } | { is: 'refused'; read: ReadChart }

export type ChartReader = ReturnType<typeof chartReader>

/** Reads uploaded charts in a process of its own, one at a time; the eleventh gets QueueIsFull. */
export function chartReader(deps: Deps) {
  const queue = new SerialQueue(mostInQueue)
  const abandoned = leftAlone(abandonedAfterMs)
  let running: Worker<ChartAnswer> | undefined

  async function answer(work: ChartWork): Promise<ChartAnswer | undefined> {
    // What a killed server left over, here or beside this one.
    await removeUnread(deps.db, abandoned(await listUnread(deps.db)))
    running = deps.startWorker(chartScript, work)
    const answer = await running.answer
    if (answer && 'outcome' in answer) return answer.outcome
    deps.log.error({ chartImport: work.importId, ...answer }, 'chart not read')
    return undefined
  }

  /** The file, or what is to be asked about it, takes the place of an earlier one of this person. */
  async function letWait(
    id: number,
    userId: number,
    file: string,
    matching: Matching | undefined,
    by?: ProfileName,
  ) {
    if (matching) await saveMatching(deps.db, id, file, matching)
    else {
      await endMatching(deps.db, id, by)
      await removeImportFile(deps, file)
    }
    for (const earlier of await dropEarlier(deps.db, id, userId)) await removeImportFile(deps, earlier)
  }

  async function drop(id: number, file: string) {
    // Where it cannot be removed now, the next import does it.
    await removeImport(deps.db, id).catch(() => undefined)
    await removeImportFile(deps, file)
  }

  async function readNew(
    { file: path, fileName, userId, chartFormats: { formats, version } }: UploadedChart,
    { saved, ...asked }: AskedToRead,
  ) {
    const file = basename(path)
    const importId = await insertImport(deps.db, {
      ...{ userId, fileName, at: deps.now().toISOString() },
      formatsVersion: version,
    })
    const answered = await answer({ importId, file: path, formats, asked })
    const { read, proposal } = answered ?? {}
    const by = saved ?? answered?.saved
    if (read?.badCount === 0) {
      await letWait(importId, userId, file, undefined, by)
      return { is: 'waiting' } as const
    }
    const profile = proposal?.profile ?? read?.profile
    if (!answered || !profile || (read && read.unknown.length === 0)) {
      await drop(importId, file)
      return read && { is: 'refused' as const, read }
    }
    const first = {
      remarks: proposal?.remarks ?? [],
      rows: proposal?.rows ?? [],
      profile,
      saved: by,
      change: 1,
    }
    const matching: Matching = read
      ? { ...first, step: 'words', unknown: read.unknown, bad: [], badCount: 0 }
      : { ...first, step: 'columns', unknown: [], bad: [], badCount: 0 }
    await letWait(importId, userId, file, matching)
    return { is: 'matching' } as const
  }

  /** Reads the columns of a file as a person said them, or opens it otherwise; what is asked next is kept. */
  async function readColumns(stored: StoredMatching, { formats, version }: ChartFormats, asked: HowToRead) {
    const { id, userId, file, matching } = stored
    await noteFormats(deps.db, id, version)
    const answered = await answer({ importId: id, file: importFile(deps, file), formats, asked })
    if (!answered) return undefined
    const { read, proposal } = answered
    const isReadable = read !== undefined && (read.badCount === 0 || read.unknown.length > 0)
    const next: Matching = {
      ...matching,
      ...(asked.how === 'read' ? { profile: asked.profile } : {}),
      ...proposal,
      ...{
        step: isReadable ? 'words' : 'columns',
        change: matching.change + 1,
        unknown: read?.unknown ?? [],
      },
      ...(isReadable ? { bad: [], badCount: 0 } : badButForWords(read)),
    }
    await letWait(id, userId, file, next)
    return next
  }

  /** Reads a file by the profile that was made for it. */
  async function readNamed(
    { id, userId, file, matching }: StoredMatching,
    { formats, version }: ChartFormats,
    by: ProfileName,
  ) {
    const asked: HowToRead = { how: 'read', profile: matching.profile }
    await noteFormats(deps.db, id, version)
    const answered = await answer({ importId: id, file: importFile(deps, file), formats, asked })
    if (!answered?.read) return undefined
    if (answered.read.badCount === 0) {
      await letWait(id, userId, file, undefined, by)
      return { is: 'waiting' } as const
    }
    await drop(id, file)
    return { is: 'refused' as const, read: answered.read }
  }

  return {
    /** Reads an uploaded file; undefined when its process ended without an answer. */
    async read(chart: UploadedChart, asked: AskedToRead): Promise<Staged | undefined> {
      try {
        return await queue.run(() => readNew(chart, asked))
      } catch (error) {
        await removeImportFile(deps, chart.file)
        throw error
      }
    },
    readColumns: (stored: StoredMatching, chartFormats: ChartFormats, asked: HowToRead) =>
      queue.run(() => readColumns(stored, chartFormats, asked)),
    readNamed: (stored: StoredMatching, chartFormats: ChartFormats, by: ProfileName) =>
      queue.run(() => readNamed(stored, chartFormats, by)),
    close: () => running?.stop(),
  }
}

/** What keeps a file from being read but for its words, which are asked about once the rest is right. */
function badButForWords(read: ReadChart | undefined) {
  const bad = read?.bad.filter(({ isWord }) => !isWord) ?? []
  return { bad: bad.slice(0, mostBadKept), badCount: (read?.badCount ?? 0) - (read?.wordCount ?? 0) }
}
