import { paths } from '../../http/paths.ts'

/** The one registry: another interface is another entry, and a folder with the same names in it. */
export const tabs = [
  { key: 'general-ledger', label: 'General Ledger', path: paths.generalLedger },
  { key: 'bill-provider', label: 'Bill Provider', path: paths.billProvider },
  { key: 'prepaid-metering', label: 'Prepaid Metering', path: paths.prepaidMetering },
] as const

export type TabKey = (typeof tabs)[number]['key']
