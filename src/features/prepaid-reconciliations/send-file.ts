import { type FileToSend, sendKeptFile } from '../../exchange-files/send-kept-file.ts'
import type { Period } from '../../lib/periods.ts'
import { noteWriteBegan } from './reconciliation-moves-store.ts'

/** Which reconciliation is sent, and where; frozen in the job. */
export type SendContent = FileToSend & { id: number; number: number; period: Period }

export const sendReconciliation = sendKeptFile<SendContent>((db, { id }, at) => noteWriteBegan(db, id, at))
