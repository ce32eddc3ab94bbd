import { accountLabels, type Entry, postingRules } from './posting-rules.ts'

function inWords(entry: Entry | null) {
  return entry && `${accountLabels[entry.debit]} / ${accountLabels[entry.credit]}`
}

/** The rules in words, for the table on the tab: a row a kind of transaction. */
export const postingRows = Object.values(postingRules).map(({ label, governedBy, entry }) => ({
  label,
  governedBy,
  accrual: inWords(entry.accrual),
  cash: inWords(entry.cash),
}))
