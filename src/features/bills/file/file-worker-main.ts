import { answerWork } from '../../../jobs/worker-main.ts'
import { writeFile } from './write-file.ts'

answerWork(writeFile)
