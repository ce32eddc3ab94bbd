import { type AccountType, accountTypes, kindOf } from '../../../lib/account-number.ts'
import type { Alphabet, ChartFormat, Segment } from '../../../lib/chart-format.ts'

type ReadyMade = { value: string; label: string; formats: Omit<ChartFormat, 'id'>[] }

const all: AccountType[] = accountTypes.map(({ value }) => value)
const spending: AccountType[] = ['expenditure']
const balanceSheet = all.filter((type) => kindOf(type) === 'balance-sheet')
const notSpending = all.filter((type) => type !== 'expenditure')

type Made = [
  name: string,
  shortest: number,
  separator: Segment['separator'],
  longest?: number,
  alphabet?: Alphabet,
]

/** The fund comes first; the natural account is the segment called Account, else the last. */
function format(name: string, types: AccountType[], ...made: Made[]): Omit<ChartFormat, 'id'> {
  const segments = made.map(
    ([name, shortest, separator, longest = shortest, alphabet = 'digits']): Segment => ({
      ...{ name, shortest, longest, alphabet, separator },
    }),
  )
  const account = segments.findIndex((segment) => segment.name === 'Account')
  const fund = segments[0]?.name === 'Fund' ? 0 : null
  return { name, types, segments, fund, account: account < 0 ? segments.length - 1 : account }
}

/** Charts of states and programs; each list says what the numbers of all types look like. */
export const readyMade: ReadyMade[] = [
  {
    value: 'caselle',
    label: 'Caselle',
    formats: [
      format('Balance sheet', balanceSheet, ['Fund', 2, '-'], ['Account', 4, '']),
      format('Revenue', ['revenue'], ['Fund', 2, '-'], ['Source', 2, '-'], ['Revenue', 3, '']),
      format('Expenditure', spending, ['Fund', 2, '-'], ['Department', 2, '-'], ['Object', 3, '']),
    ],
  },
  {
    value: 'washington-bars',
    label: 'Washington BARS',
    formats: [
      format(
        'Washington BARS',
        all,
        ['Fund', 3, '-'],
        ['Account', 3, '.'],
        ['Element', 2, '.'],
        ['Object', 2, ''],
      ),
    ],
  },
  {
    value: 'ohio-uan',
    label: 'Ohio UAN',
    formats: [
      format('Ohio receipts and balances', notSpending, ['Fund', 4, '-'], ['Account', 3, '']),
      format('Ohio spending', spending, ['Fund', 4, '-'], ['Program', 3, '-'], ['Object', 3, '']),
    ],
  },
  {
    value: 'michigan',
    label: 'Michigan',
    formats: [
      format(
        'Michigan',
        all,
        ['Fund', 3, '-'],
        ['Department', 3, '-'],
        ['Account', 3, '.'],
        ['Subaccount', 3, ''],
      ),
    ],
  },
  {
    value: 'montana-bars',
    label: 'Montana BARS',
    formats: [format('Montana BARS', all, ['Fund', 4, '.'], ['Account', 6, ''])],
  },
  {
    value: 'new-york',
    label: 'New York',
    formats: [
      format('New York', all, ['Fund', 1, '', 2, 'letters'], ['Account', 3, '', 4]),
      format(
        'New York with object',
        spending,
        ['Fund', 1, '', 2, 'letters'],
        ['Account', 3, '.', 4],
        ['Object', 1, '', 3],
      ),
    ],
  },
  {
    value: 'tennessee-counties',
    label: 'Tennessee counties',
    formats: [
      format('Tennessee revenue and balances', notSpending, ['Fund', 3, '-'], ['Account', 5, '']),
      format('Tennessee spending', spending, ['Fund', 3, '-'], ['Function', 5, '-'], ['Object', 3, '']),
    ],
  },
  {
    value: 'springbrook',
    label: 'Springbrook, three levels',
    formats: [format('Springbrook', all, ['Fund', 3, '-'], ['Department', 4, '-'], ['Account', 5, ''])],
  },
  {
    value: 'springbrook-seven',
    label: 'Springbrook, seven levels',
    formats: [
      format(
        'Springbrook, seven levels',
        all,
        ...([
          ['Fund', 3, '-'],
          ['Department', 3, '-'],
          ['Division', 2, '-'],
          ['Program', 3, '-'],
          ['Account', 5, '-'],
          ['Project', 4, '-'],
          ['Detail', 2, ''],
        ] as Made[]),
      ),
    ],
  },
  {
    value: 'quickbooks-numbers',
    label: 'QuickBooks, numbers of at most 7 characters',
    formats: [format('QuickBooks numbers', all, ['Account', 1, '', 7, 'both'])],
  },
  {
    value: 'free-text',
    label: 'QuickBooks, names in any text',
    formats: [format('Any text', all, ['Name', 1, '', 45, 'text'])],
  },
]
