import type { HowToRead } from '../../../import-profiles/profile-choice.ts'
import { answerWork } from '../../../jobs/worker-main.ts'
import type { BillsFile } from './read-file.ts'
import { answerBills } from './recognize.ts'

export type BillsWork = BillsFile & { asked: HowToRead }

answerWork((db, { asked, ...job }: BillsWork) => answerBills(db, job, asked))
