import { postingRules, type TransactionKind } from '../interfaces/general-ledger/posting-rules.ts'

export type { TransactionKind }

/** The kinds of transactions, in the order the General Ledger tab shows them. */
export const kinds = (Object.keys(postingRules) as TransactionKind[]).map((value) => ({
  value,
  label: postingRules[value].label,
}))

/** A kind as a file may write it: capitals, spaces, hyphens and underscores make no difference. */
export function readKind(text: string): TransactionKind | undefined {
  const key = text.toLowerCase().replace(/[\s_-]+/g, '-')
  return kinds.find(({ value }) => value === key)?.value
}

export function labelOf(kind: TransactionKind) {
  return postingRules[kind].label
}
