import type { HowToRead } from '../../../import-profiles/profile-choice.ts'
import { answerWork } from '../../../jobs/worker-main.ts'
import type { ChartFile } from './read-file.ts'
import { answerChart } from './recognize.ts'

export type ChartWork = ChartFile & { asked: HowToRead }

answerWork((db, { asked, ...job }: ChartWork) => answerChart(db, job, asked))
