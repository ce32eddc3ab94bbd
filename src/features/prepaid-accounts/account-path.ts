import { paths } from '../../http/paths.ts'

export const accountPath = (id: number) => `${paths.prepaidAccounts}/${id}`

/** Where files of accounts are brought in. */
export const importPaths = {
  import: `${paths.prepaidAccounts}/import`,
  sample: `${paths.prepaidAccounts}/import/sample.csv`,
  matching: `${paths.prepaidAccounts}/import/matching`,
  preview: `${paths.prepaidAccounts}/import/preview`,
} as const

/** What is asked for of accounts that were selected. */
export const actPaths = {
  selection: `${paths.prepaidAccounts}/selection`,
  enrollment: `${paths.prepaidAccounts}/enrollment`,
  unenrollment: `${paths.prepaidAccounts}/unenrollment`,
  /** Whether the vendor at another address is the same. */
  vendorChange: `${paths.prepaidAccounts}/vendor-change`,
} as const
