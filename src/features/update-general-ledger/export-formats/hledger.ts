import type { ExportFormat } from './export-format.ts'
import { accountsIn, reference } from './export-format.ts'
import { accountOf, comments, currency, limits, posting, titleOf } from './plain-text.ts'

/** Plain-text ledgers have five types: what is deferred lies with what has its side. */
export const roots = {
  asset: 'Assets',
  'deferred-outflow': 'Assets',
  liability: 'Liabilities',
  'deferred-inflow': 'Liabilities',
  equity: 'Equity',
  revenue: 'Revenues',
  expenditure: 'Expenses',
}

/** Every account and the currency are declared, so that `hledger check --strict` holds. */
export const hledger: ExportFormat = {
  label: 'hledger',
  extension: 'journal',
  limits: (voucher) => limits(voucher, roots),
  text(voucher) {
    // On the account's own line a title such as `Due from, type: X` would be read as tags.
    const declared = accountsIn(voucher).flatMap((line) => [
      ...(titleOf(line) ? [`; ${titleOf(line)}`] : []),
      `account ${accountOf(line, roots)}`,
    ])
    const { date, description, number, lines } = voucher
    return [
      ...comments(voucher),
      `commodity 1000.00 ${currency}`,
      ...declared,
      '',
      `${date} * (${reference(voucher)}) ${description}  ; batch:${number}`,
      ...lines.map((line) => posting(accountOf(line, roots), line.cents)),
      '',
    ].join('\n')
  },
}
