import type { ExportFormat } from './export-format.ts'
import { oneLine, reference } from './export-format.ts'
import { roots } from './hledger.ts'
import { accountOf, comments, currency, posting } from './plain-text.ts'

const beancountRoots = { ...roots, revenue: 'Income' }

/** Before any transaction of ours. */
const opened = '1970-01-01'

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

/** An account that is opened twice is an error, so the files of batches open none and can be included together. */
export const beancount: ExportFormat = {
  label: 'beancount',
  extension: 'beancount',
  limits: () => [],
  text(voucher) {
    const { date, journal, description, number, fingerprint, lines } = voucher
    return [
      ...comments(voucher),
      `option "operating_currency" "${currency}"`,
      '',
      `${date} * ${quoted(journal)} ${quoted(description)} ^${reference(voucher)}`,
      `  batch: ${quoted(String(number))}`,
      `  fingerprint: ${quoted(fingerprint)}`,
      ...lines.map((line) => posting(accountOf(line, beancountRoots), line.cents)),
      '',
    ].join('\n')
  },
  accounts: {
    name: 'accounts.beancount',
    // From the files: an account whose type was changed has two names, and earlier files open their accounts themselves.
    text(files, titles) {
      const all = files.join('\n')
      const named = [...all.matchAll(/^ {4}(\w+:(\d+)) {2}/gm)]
      const accounts = new Map(named.map(([, name = '', number = '']) => [name, number]))
      for (const [, name = ''] of all.matchAll(/ open (\w+:\d+) /g)) accounts.delete(name)
      const opens = [...accounts].sort().flatMap(([name, number]) => {
        const open = `${opened} open ${name} ${currency}`
        const title = titles.get(number)
        return title ? [open, `  title: ${quoted(oneLine(title))}`] : [open]
      })
      return [...opens, ''].join('\n')
    },
  },
}
