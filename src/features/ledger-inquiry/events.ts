import { event, month, named, text } from '../../audit/event.ts'

export const inquiryEvents = {
  trialBalanceExported: event(
    'trial-balance.exported',
    'Trial balance exported',
    named,
    'Downloaded the trial balance',
    { fields: { period: month('At the end of') } },
  ),
  accountExported: event(
    'ledger-account.exported',
    'Ledger account exported',
    named,
    'Downloaded the entries of an account',
    {
      fields: { account: text('Account'), to: month('To period') },
      optional: { from: month('From period') },
    },
  ),
}
