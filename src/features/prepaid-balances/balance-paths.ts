import { paths } from '../../http/paths.ts'

export const balancePaths = {
  csv: `${paths.prepaidBalances}/export.csv`,
  limit: `${paths.prepaidBalances}/limit`,
  open: `${paths.prepaidBalances}/open`,
  /** Tries all that did not arrive again. */
  tryAll: `${paths.prepaidBalances}/open/try-all`,
  /** Sends what the vendor did not ask for. */
  unasked: `${paths.prepaidBalances}/unasked`,
  entries: `${paths.prepaidBalances}/entries`,
} as const

export const balancePath = (accountId: number) => `${paths.prepaidBalances}/${accountId}`
export const entryPath = (id: number) => `${balancePaths.entries}/${id}`
