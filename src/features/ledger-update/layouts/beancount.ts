import { roots } from './hledger.ts'
import type { Layout } from './layout.ts'
import { reference } from './layout.ts'
import { accountOf, accountsOf, comments, currency, posting, titleOf } from './plain-text.ts'

const beancountRoots = { ...roots, revenue: 'Income' }

/** Before any transaction of ours. */
const opened = '1970-01-01'

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

/** Every account is opened in the currency, so that the loader reports no error. */
export const beancount: Layout = {
  label: 'beancount',
  extension: 'beancount',
  limits: () => [],
  text(voucher) {
    const declared = accountsOf(voucher).flatMap((line) => {
      const title = titleOf(line)
      const open = `${opened} open ${accountOf(line, beancountRoots)} ${currency}`
      return title ? [open, `  title: ${quoted(title)}`] : [open]
    })
    const { date, journal, description, number, fingerprint, lines } = voucher
    return [
      ...comments(voucher),
      `option "operating_currency" "${currency}"`,
      '',
      ...declared,
      '',
      `${date} * ${quoted(journal)} ${quoted(description)} ^${reference(voucher)}`,
      `  batch: ${quoted(String(number))}`,
      `  fingerprint: ${quoted(fingerprint)}`,
      ...lines.map((line) => posting(accountOf(line, beancountRoots), line.cents)),
      '',
    ].join('\n')
  },
}
