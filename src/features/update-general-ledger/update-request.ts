import type { GeneralLedgerInput } from '../interfaces/general-ledger/settings.ts'

/** What staff choose for an update; dates are YYYY-MM-DD, the period YYYY-MM. */
export type UpdateChoice = {
  beginningDate: string
  endingDate: string
  period: string
  journal: string
  includePayments: boolean
  updateAgain: boolean
}

/** The settings of the General Ledger tab together with what was chosen for this update. */
export type PostingChoice = Pick<GeneralLedgerInput, 'updateMethod' | 'updatePayments'> &
  Pick<UpdateChoice, 'includePayments' | 'updateAgain'>

export const labels = {
  beginningDate: 'Beginning Date',
  endingDate: 'Ending Date',
  period: 'GL Posting Period',
  journal: 'GL Posting Journal',
  includePayments: 'Include payments',
  updateAgain: 'Update Transactions That Have Already Been Updated',
  reason: 'Reason',
  layout: 'Layout',
} as const
