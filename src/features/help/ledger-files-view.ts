import {
  type ExportFormatKey,
  exportFormatOf,
  exportFormats,
} from '../update-general-ledger/export-formats.ts'

const toKnow: Record<ExportFormatKey, string> = {
  'import-amounts': 'For Caselle: import it there with Import Amounts, a debit is above zero',
  csv: 'For any program that reads a spreadsheet, with debits and credits in columns of their own',
  'quickbooks-iif': 'Accounts go by their QuickBooks Name, or else by their title',
  'quickbooks-iif-short': 'The same, for a QuickBooks that writes years in two digits',
  'sage-50-us': 'Accounts go by their Sage 50 US Number, or else by their own',
  'sage-50-canada': 'Accounts go by their Sage 50 Canada Number, or else by their own',
  'sage-50-canada-pro': 'Accounts go by their Sage 50 Canada Pro Number, or else by their own',
  hledger: 'A journal entry for hledger',
  ledger: 'A journal entry for Ledger',
  beancount: 'An entry for beancount; include accounts.beancount, from the page of a batch, once beside them',
}

const keys: ExportFormatKey[] = ['import-amounts', ...exportFormats.map(({ value }) => value)]

const line = (number: string, title: string, type: 'asset' | 'revenue', cents: number) => ({
  ...{ number, account: number.replaceAll('-', ''), shown: number, title, type, cents },
})

/** One batch, as the layouts themselves write it. */
const batch = {
  number: 7,
  date: '2026-10-31',
  period: '2026-10',
  journal: 'UM',
  description: 'Utility Management October 2026',
  fingerprint: '4f0c',
  lines: [
    line('01-1075', 'Utility cash clearing', 'asset', 60_00),
    line('01-1311', 'Water receivable', 'asset', 1_174_50),
    line('01-34-101', 'Water sales', 'revenue', -1_234_50),
  ],
}

/** The files that an update makes, from the list of layouts. */
export function ledgerFilesView() {
  const [heading = [], ...rows] = exportFormatOf('import-amounts')
    .text(batch)
    .trim()
    .split(/\r?\n/)
    .map((row) => row.split(','))
  return {
    layouts: keys.map((key) => ({
      label: exportFormatOf(key).label,
      extension: exportFormatOf(key).extension,
      toKnow: toKnow[key],
    })),
    quickbooksHint: exportFormatOf('quickbooks-iif').hint,
    example: { caption: 'A file in the layout Import Amounts', heading, rows },
  }
}
