import { type Interface, ledgerOf } from '../interfaces/general-ledger/settings.ts'
import { beancount } from './export-formats/beancount.ts'
import type { ExportFormat } from './export-formats/export-format.ts'
import { hledger } from './export-formats/hledger.ts'
import { importAmounts } from './export-formats/import-amounts.ts'
import { ledger } from './export-formats/ledger.ts'
import { ownCsv } from './export-formats/own-csv.ts'
import { quickbooks, quickbooksShort } from './export-formats/quickbooks-iif.ts'
import { sage50Canada, sage50CanadaPro } from './export-formats/sage-50-canada.ts'
import { sage50Us } from './export-formats/sage-50-us.ts'

/** The one list: another layout is another file and an entry here. */
export const exportFormats = [
  { value: 'csv', ...ownCsv },
  { value: 'quickbooks-iif', ...quickbooks },
  { value: 'quickbooks-iif-short', ...quickbooksShort },
  { value: 'sage-50-us', ...sage50Us },
  { value: 'sage-50-canada', ...sage50Canada },
  { value: 'sage-50-canada-pro', ...sage50CanadaPro },
  { value: 'hledger', ...hledger },
  { value: 'ledger', ...ledger },
  { value: 'beancount', ...beancount },
] as const

export type ExportFormatKey = (typeof exportFormats)[number]['value'] | 'import-amounts'

/** The layout a batch gets: the ledger with inquiry imports amounts, for another staff choose. */
export function exportFormatFor(chosen: Interface, layout: ExportFormatKey): ExportFormatKey {
  return ledgerOf(chosen).hasInquiry ? 'import-amounts' : layout
}

export function exportFormatOf(key: ExportFormatKey): ExportFormat {
  return exportFormats.find(({ value }) => value === key) ?? importAmounts
}
