import { answerWork } from '../../../jobs/worker-main.ts'
import type { BillsFile } from './read-file.ts'
import { answerBills, type HowToRead } from './recognize.ts'

export type BillsWork = BillsFile & { asked: HowToRead }

answerWork((db, { asked, ...job }: BillsWork) => answerBills(db, job, asked))
