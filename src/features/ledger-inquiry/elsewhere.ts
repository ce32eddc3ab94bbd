import { type Interface, ledgerOf, ledgers } from '../interfaces/general-ledger/settings.ts'

const here = ledgers.filter(({ hasInquiry }) => hasInquiry).map(({ label }) => label)

/** What to know where the ledger in use is not the one that is looked up here. */
export function elsewhere(chosen: Interface, hasEntries: boolean): string | undefined {
  const { label, hasInquiry, handsOverFile } = ledgerOf(chosen)
  if (hasInquiry) return undefined
  const where = handsOverFile
    ? `The ledger is kept in another accounting system: the General Ledger interface is ${label}. Look up balances there. This product has only the batches it posted.`
    : `The General Ledger interface is off (${label}), so there is nothing posted to look up here.`
  return hasEntries ? `${where} The entries below were posted with ${here.join(' or ')}.` : where
}
