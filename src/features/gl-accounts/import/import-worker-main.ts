import type { HowToRead } from '../../../import-profiles/profile-choice.ts'
import { answerWork } from '../../../jobs/worker-main.ts'
import type { ChartFile } from './read-file.ts'
import { answerChart } from './recognize.ts'
import { removeAbandoned } from './store.ts'

/** `alive`: imports begun at no moment between these are nobody's any more. */
export type ChartWork = ChartFile & { asked: HowToRead; alive: [string, string] }

answerWork(async (db, { alive, asked, ...job }: ChartWork) => {
  await removeAbandoned(db, alive)
  return answerChart(db, job, asked)
})
