import { answerWork } from '../jobs/worker-main.ts'
import { tryConnection } from './try-connection.ts'

answerWork(tryConnection)
