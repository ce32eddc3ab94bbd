import {
  accountsIn,
  type ExportFormat,
  type Limit,
  oneLine,
  reference,
  type Voucher,
  writtenAlike,
} from './export-format.ts'
import { roots } from './hledger.ts'
import { accountOf, comments, currency, posting } from './plain-text.ts'

const beancountRoots = { ...roots, revenue: 'Income' }

/** Before any transaction of ours. */
const opened = '1970-01-01'

/** In the names of accounts there are letters, digits and hyphens, and no other signs. */
function hyphened<Line extends { account: string }>(line: Line): Line {
  return { ...line, account: line.account.replace(/[./: ]/g, '-') }
}

function limits(voucher: Voucher): Limit[] {
  const unfit = accountsIn(voucher).filter((line) => !/^[A-Z0-9][A-Za-z0-9-]*$/.test(hyphened(line).account))
  return [
    ...unfit.map(({ account }) => ({
      message: `beancount takes account names of letters, digits and hyphens that begin with a capital or a digit; ${account} is not one.`,
    })),
    // Without what leads to it: the file of all accounts finds their titles by it.
    ...writtenAlike(voucher, (line) => hyphened(line).account),
  ]
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

/** An account that is opened twice is an error, so the files of batches open none and can be included together. */
export const beancount: ExportFormat = {
  label: 'beancount',
  extension: 'beancount',
  limits,
  text(voucher) {
    const { date, journal, description, number, fingerprint, lines } = voucher
    return [
      ...comments(voucher),
      `option "operating_currency" "${currency}"`,
      '',
      `${date} * ${quoted(journal)} ${quoted(description)} ^${reference(voucher)}`,
      `  batch: ${quoted(String(number))}`,
      `  fingerprint: ${quoted(fingerprint)}`,
      ...lines.map((line) => posting(accountOf(hyphened(line), beancountRoots), line.cents)),
      '',
    ].join('\n')
  },
  accounts: {
    name: 'accounts.beancount',
    // From the files: an account whose type was changed has two names, and earlier files open their accounts themselves.
    text(files, titles) {
      const all = files.join('\n')
      const named = [...all.matchAll(/^ {4}(\w+:([\w-]+)) {2}/gm)]
      const accounts = new Map(named.map(([, name = '', number = '']) => [name, number]))
      for (const [, name = ''] of all.matchAll(/ open (\w+:[\w-]+) /g)) accounts.delete(name)
      const names = new Map([...titles].map(([account, title]) => [hyphened({ account }).account, title]))
      const opens = [...accounts].sort().flatMap(([name, number]) => {
        const open = `${opened} open ${name} ${currency}`
        const title = names.get(number)
        return title ? [open, `  title: ${quoted(oneLine(title))}`] : [open]
      })
      return [...opens, ''].join('\n')
    },
  },
}
