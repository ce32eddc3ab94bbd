import {
  type Layout,
  monthDayYear,
  oneLine,
  plainMoney,
  reference,
  type Voucher,
  type VoucherLine,
} from './layout.ts'

const columns = ['TRNSTYPE', 'DATE', 'ACCNT', 'CLASS', 'AMOUNT', 'DOCNUM', 'MEMO']

const line = (...fields: string[]) => `${fields.join('\t')}\r\n`

/** QuickBooks knows an account by its name; without a chart there is only the number. */
const nameOf = ({ title, account }: VoucherLine) => oneLine(title) || account

function limits({ lines }: Voucher) {
  const numbers = new Map<string, Set<string>>()
  for (const entry of lines)
    numbers.set(nameOf(entry), (numbers.get(nameOf(entry)) ?? new Set()).add(entry.account))
  return [...numbers].flatMap(([name, accounts]) => {
    const which = [...accounts].join(' and ')
    if (accounts.size > 1) {
      return [`QuickBooks tells accounts apart by name, and ${which} are both called ${name}.`]
    }
    return /["]/.test(name) ? [`QuickBooks cannot read the quotation mark in the title of ${which}.`] : []
  })
}

function iif(label: string, dateOf: (date: string) => string): Layout {
  return {
    label,
    extension: 'iif',
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
