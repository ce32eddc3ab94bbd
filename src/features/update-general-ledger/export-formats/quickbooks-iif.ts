import { notInWindows1252 } from '../../../lib/windows-1252.ts'
import {
  type ExportFormat,
  monthDayYear,
  oneLine,
  plainMoney,
  reference,
  type Voucher,
  type VoucherLine,
} from './export-format.ts'

const columns = ['TRNSTYPE', 'DATE', 'ACCNT', 'CLASS', 'AMOUNT', 'DOCNUM', 'MEMO']

const line = (...fields: string[]) => `${fields.join('\t')}\r\n`

/** QuickBooks knows an account by its name; without a chart there is only the number. */
const nameOf = ({ title, account }: VoucherLine) => oneLine(title).normalize('NFC') || account

const longestName = 31
/** Such an account has one of the two types that QuickBooks takes once an entry, unless staff gave it another. */
const ofControlType = /\baccounts? (receivable|payable)\b|\bA\/[RP]\b/i
const listed = new Intl.ListFormat('en-US')

function limits({ lines }: Voucher) {
  const names = new Map(lines.map((line) => [line.account, nameOf(line)]))
  const control = [...names].filter(([, name]) => ofControlType.test(name))
  const alike = Map.groupBy(names, ([, name]) => name.toLowerCase())
  return [
    ...[...names].flatMap(([account, name]) => nameLimits(account, name)),
    ...[...alike.values()]
      .filter(({ length }) => length > 1)
      .map((group) => {
        const accounts = listed.format(group.map(([account]) => account))
        return `QuickBooks tells accounts apart by name, not by capitals, and ${accounts} are both called ${group[0]?.[1]}.`
      }),
    ...(control.length > 1
      ? [
          `QuickBooks takes one account receivable or payable an entry; this one has ${listed.format(control.map(([account, name]) => `${account} ${name}`))}.`,
        ]
      : []),
  ]
}

function nameLimits(account: string, name: string) {
  const which = `${account} ${name}`
  const strange = listed.format(notInWindows1252(name))
  return [
    name.includes(':') &&
      `QuickBooks takes what follows a colon for a sub-account; the title of ${which} has one.`,
    name.includes('"') && `QuickBooks cannot read the quotation mark in the title of ${which}.`,
    name.length > longestName &&
      `QuickBooks takes titles of ${longestName} characters; that of ${which} has ${name.length}.`,
    strange !== '' && `QuickBooks cannot read ${strange} in the title of ${which}.`,
  ].filter((words) => words !== false)
}

function iif(label: string, dateOf: (date: string) => string): ExportFormat {
  return {
    label,
    extension: 'iif',
    encoding: 'windows-1252',
    hint: 'QuickBooks takes one account of its types Accounts Receivable and Accounts Payable an entry, and only with a customer or vendor: give the utility’s own the types Other Current Asset and Other Current Liability there.',
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
