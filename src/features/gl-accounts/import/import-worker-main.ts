import { answerWork } from '../../../jobs/worker-main.ts'
import { answerChart } from './recognize.ts'

answerWork(answerChart)
