import { answerWork } from '../../../jobs/worker-main.ts'
import { answerAccounts } from './recognize.ts'

answerWork(answerAccounts)
