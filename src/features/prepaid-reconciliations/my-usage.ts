import type { Settings } from '../../settings/snapshot.ts'

/** The vendor that is told what a month's bills come to; with the others balances are kept in step. */
export const wantsReconciliations = ({ prepaidMetering }: Pick<Settings, 'prepaidMetering'>) =>
  prepaidMetering.interface === 'exceleron-myusage'
