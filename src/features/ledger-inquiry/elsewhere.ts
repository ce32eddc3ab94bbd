import { type Interface, ledgerOf, ledgers } from '../interfaces/general-ledger/settings.ts'

const here = ledgers.filter(({ hasInquiry }) => hasInquiry).map(({ label }) => label)

/** What to know where the ledger in use is not the one that is looked up here. */
export function elsewhere(chosen: Interface, hasEntries: boolean): string | undefined {
  const { label, hasInquiry, handsOverFile } = ledgerOf(chosen)
  if (hasInquiry) return undefined
  const where = handsOverFile
    ? `This ledger is kept elsewhere: the General Ledger interface is ${label}. Look its balances up there; here are only the batches that were made for it.`
    : `The General Ledger interface is off (${label}), so nothing is posted that could be looked up here.`
  return hasEntries ? `${where} What is below was posted with ${here.join(' or ')}.` : where
}
