import { withoutCapitals } from '../../../lib/identifier.ts'
import { plainMoney } from '../../../lib/money.ts'
import { longestInQuickbooks, outsideNameProblem, tidyOutsideName } from '../../../lib/outside-names.ts'
import { notInWindows1252 } from '../../../lib/windows-1252.ts'
import {
  accountsIn,
  type ExportFormat,
  type Limit,
  monthDayYear,
  oneLine,
  reference,
  sameThere,
  type Voucher,
  type VoucherLine,
} from './export-format.ts'

const columns = ['TRNSTYPE', 'DATE', 'ACCNT', 'CLASS', 'AMOUNT', 'DOCNUM', 'MEMO']

const line = (...fields: string[]) => `${fields.join('\t')}\r\n`

/** QuickBooks knows an account by its name, which a number of any text is; without a chart there is only the number. */
const nameOf = ({ outsideName, isText, title, account }: VoucherLine) =>
  outsideName ||
  (isText ? tidyOutsideName('quickbooksName', account) : oneLine(title).normalize('NFC') || account)

/** Such an account has one of the two types that QuickBooks takes once an entry, unless staff gave it another. */
const ofControlType = /\baccounts? (receivable|payable)\b|\bA\/[RP]\b/i
const listed = new Intl.ListFormat('en-US')

function limits(voucher: Voucher): Limit[] {
  const lines = accountsIn(voucher)
  const control = lines.filter((line) => ofControlType.test(nameOf(line)))
  const which = control.map((line) => `${line.shown} ${nameOf(line)}`)
  return [
    // What somebody wrote for QuickBooks was checked then.
    ...lines
      .filter(({ outsideName }) => !outsideName)
      .flatMap((line) => (line.isText ? textLimits(line) : titleLimits(line))),
    ...sameThere(
      voucher,
      nameOf,
      withoutCapitals,
      (accounts, name) =>
        `QuickBooks tells accounts apart by name, not by capitals, and ${accounts} are both called ${name}.`,
    ),
    ...(control.length > 1
      ? [
          {
            message: `QuickBooks takes one account receivable or payable in an entry; this one has ${listed.format(which)}.`,
          },
        ]
      : []),
  ]
}

function textLimits(line: VoucherLine): Limit[] {
  const { number, shown } = line
  const problem = outsideNameProblem('quickbooksName', nameOf(line))
  return problem ? [{ account: number, message: `${shown}: ${problem}` }] : []
}

function titleLimits(line: VoucherLine): Limit[] {
  const { number, shown } = line
  const name = nameOf(line)
  const which = `${shown} ${name}`
  const strange = listed.format(notInWindows1252(name))
  return [
    name.includes(':') &&
      `QuickBooks takes what follows a colon for a sub-account; the title of ${which} has one.`,
    name.includes('"') && `QuickBooks cannot read the quotation mark in the title of ${which}.`,
    name.length > longestInQuickbooks &&
      `QuickBooks takes titles of ${longestInQuickbooks} characters; that of ${which} has ${name.length}.`,
    strange !== '' && `QuickBooks cannot read ${strange} in the title of ${which}.`,
  ]
    .filter((message) => message !== false)
    .map((message) => ({ account: number, message }))
}

function iif(label: string, dateOf: (date: string) => string): ExportFormat {
  return {
    label,
    extension: 'iif',
    encoding: 'windows-1252',
    outsideName: 'quickbooksName',
    hint: 'QuickBooks allows one account of type Accounts Receivable or Accounts Payable in an entry, and only with a customer or vendor. In QuickBooks, give the utility’s accounts the types Other Current Asset and Other Current Liability.',
    limits,
    text(voucher) {
      const rows = voucher.lines.map((entry, index) =>
        line(
          index === 0 ? 'TRNS' : 'SPL',
          '',
          'GENERAL JOURNAL',
          dateOf(voucher.date),
          nameOf(entry),
          '',
          plainMoney(entry.cents),
          reference(voucher),
          voucher.description,
        ),
      )
      const heading = [
        line('!TRNS', 'TRNSID', ...columns),
        line('!SPL', 'SPLID', ...columns),
        line('!ENDTRNS'),
      ]
      return [...heading, ...rows, line('ENDTRNS')].join('')
    },
  }
}

export const quickbooks = iif('QuickBooks IIF (MM/DD/YYYY)', monthDayYear)

export const quickbooksShort = iif('QuickBooks IIF (MM/DD/YY)', (date) =>
  monthDayYear(date).replace(/\d\d(\d\d)$/, '$1'),
)
