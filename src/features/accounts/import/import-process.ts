import type { Masks } from '../../../lib/account-number.ts'
import { answerWork } from '../../transactions/answer-work.ts'
import { readChart } from './read-file.ts'
import { removeAbandoned } from './store.ts'

/** `abandoned`: imports begun before this moment are nobody's any more. */
export type ChartWork = { importId: number; file: string; masks: Masks; abandoned: string }

answerWork(async (db, { abandoned, ...job }: ChartWork) => {
  await removeAbandoned(db, abandoned)
  return readChart(db, job)
})
