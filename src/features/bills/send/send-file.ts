import {
  type FileToSend,
  sendKeptFile,
  type SendWork as WorkOf,
} from '../../../exchange-files/send-kept-file.ts'
import { noteWriteBegan } from '../sends-store.ts'

/** What is sent, and where; frozen in the job. */
export type SendContent = FileToSend & {
  runId: number
  sendId: number
  /** Of the run's sends. */
  number: number
}

export type SendWork = WorkOf<SendContent>

export const sendFile = sendKeptFile<SendContent>((db, { sendId }, at) => noteWriteBegan(db, sendId, at))
