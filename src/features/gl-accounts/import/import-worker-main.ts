import { answerWork } from '../../../jobs/worker-main.ts'
import type { ChartFormat } from '../../../lib/chart-format.ts'
import { readChart } from './read-file.ts'
import { removeAbandoned } from './store.ts'

/** `alive`: imports begun at no moment between these are nobody's any more. */
export type ChartWork = { importId: number; file: string; formats: ChartFormat[]; alive: [string, string] }

answerWork(async (db, { alive, ...job }: ChartWork) => {
  await removeAbandoned(db, alive)
  return readChart(db, job)
})
