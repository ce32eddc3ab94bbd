import type { ExportFormat } from './export-format.ts'
import { accountsIn, reference } from './export-format.ts'
import { roots } from './hledger.ts'
import { accountOf, comments, currency, limits, posting, titleOf } from './plain-text.ts'

/** Accounts, currency and tag are declared, so that `ledger --pedantic` reads it without a word. */
export const ledger: ExportFormat = {
  label: 'ledger',
  extension: 'ledger',
  limits: (voucher) => limits(voucher, roots),
  text(voucher) {
    const declared = accountsIn(voucher).flatMap((line) => {
      const note = titleOf(line)
      return [`account ${accountOf(line, roots)}`, ...(note ? [`    note ${note}`] : [])]
    })
    const { date, description, number, lines } = voucher
    return [
      ...comments(voucher),
      `commodity ${currency}`,
      `    format 1000.00 ${currency}`,
      'tag batch',
      ...declared,
      '',
      `${date.replaceAll('-', '/')} * (${reference(voucher)}) ${description}`,
      `    ; batch: ${number}`,
      ...lines.map((line) => posting(accountOf(line, roots), line.cents)),
      '',
    ].join('\n')
  },
}
