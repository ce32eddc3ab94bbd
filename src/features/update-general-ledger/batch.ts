import type { Interface, UpdateMethod } from '../interfaces/general-ledger/settings.ts'
import type { ExportFormatKey } from './export-formats.ts'
import type { UpdateChoice } from './update-request.ts'

/** How far the file is on its way into the general ledger. */
export type BatchState = 'created' | 'downloaded' | 'confirmed'

/** What is written once, when the batch is made. */
export type NewBatch = UpdateChoice & {
  number: number
  fingerprint: string
  createdAt: string
  createdBy: number
  interface: Interface
  updateMethod: UpdateMethod
  updatePayments: boolean
  settingsVersion: number
  accountsVersion: number
  layout: ExportFormatKey
  date: string
  reason: string | null
  transactions: number
  entries: number
  debitCents: number
  creditCents: number
  reverses: number | null
  state: BatchState
}

export type Batch = Omit<NewBatch, 'createdBy'> & {
  createdBy: string
  reversedBy: number | null
  downloadedAt: string | null
  downloadedBy: string | null
  confirmedAt: string | null
  confirmedBy: string | null
  confirmedReference: string | null
}
