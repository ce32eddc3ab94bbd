import { answerWork } from '../../../jobs/worker-main.ts'
import { answerBills } from './recognize.ts'

answerWork(answerBills)
