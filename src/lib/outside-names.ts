import { unseenIn, withoutCapitals } from './identifier.ts'
import { notInWindows1252 } from './windows-1252.ts'

/** What the ledgers that files are made for call an account, each with its own limits. */
export const outsideNames = [
  {
    value: 'quickbooksName',
    label: 'QuickBooks Name',
    hint: 'As QuickBooks has it. A colon leads to a sub-account: Sales:Water.',
  },
  { value: 'sage50UsNumber', label: 'Sage 50 US Number', hint: 'Up to 15 characters.' },
  {
    value: 'sage50CanadaNumber',
    label: 'Sage 50 Canada Number',
    hint: 'Premium and Quantum: 4 to 8 digits.',
  },
  { value: 'sage50CanadaProNumber', label: 'Sage 50 Canada Pro Number', hint: '4 digits.' },
] as const

export type OutsideName = (typeof outsideNames)[number]['value']

/** '' where that ledger has no name of its own for the account. */
export type OutsideNames = Record<OutsideName, string>

export const noOutsideNames = Object.fromEntries(outsideNames.map(({ value }) => [value, ''])) as OutsideNames

/** Of an account's own title and of each part of its name in QuickBooks. */
export const longestInQuickbooks = 31
export const longestInSageUs = 15
const mostLevels = 5

const listed = new Intl.ListFormat('en-US')

/** The name as it is kept: composed letters, and nothing around a colon that leads to a sub-account. */
export function tidyOutsideName(kind: OutsideName, name: string): string {
  const plain = name.normalize('NFC').trim()
  return kind === 'quickbooksName' ? plain.replace(/\s*:\s*/g, ':').replace(/\s+/g, ' ') : plain
}

/** The same for two names that the other ledger does not tell apart; null where there is none. */
export function outsideNameKey(kind: OutsideName, name: string): string | null {
  if (name === '') return null
  return kind === 'quickbooksName' ? withoutCapitals(name) : name
}

/** What the other ledger would not take of a tidy name, as a sentence. */
export function outsideNameProblem(kind: OutsideName, name: string): string | undefined {
  if (name === '') return undefined
  const hidden = unseenIn(name)
  if (hidden) return `It has ${hidden}: delete it.`
  if (kind === 'quickbooksName') return quickbooksProblem(name)
  if (kind === 'sage50UsNumber') {
    if ([...name].length > longestInSageUs) {
      return `Sage 50 US takes account numbers of ${longestInSageUs} characters; “${name}” has ${[...name].length}. Type the number that it has there.`
    }
    const sign = /[*?+"]/.exec(name)
    return sign ? `Sage 50 US takes no ${sign[0]} in an account number: leave it out.` : undefined
  }
  const [edition, fits, digits] =
    kind === 'sage50CanadaNumber'
      ? (['Premium and Quantum take', /^\d{4,8}$/, '4 to 8'] as const)
      : (['Pro takes', /^\d{4}$/, '4'] as const)
  if (fits.test(name)) return undefined
  return `Sage 50 Canada ${edition} account numbers of ${digits} digits. Type the number that the account has there in place of “${name}”.`
}

function quickbooksProblem(name: string) {
  const parts = name.split(':')
  if (parts.includes('')) {
    return 'A colon leads from an account to its sub-account, as in Sales:Water: type a name on each side of it.'
  }
  if (parts.length > mostLevels) {
    return `QuickBooks has ${mostLevels} levels of accounts; this name has ${parts.length}.`
  }
  if (name.includes('"'))
    return 'QuickBooks cannot read a quotation mark from a file: rename the account there without it.'
  const long = parts.find((part) => [...part].length > longestInQuickbooks)
  if (long) {
    return `QuickBooks takes ${longestInQuickbooks} characters for each name; “${long}” has ${[...long].length}. Type the name that it has there.`
  }
  const strange = notInWindows1252(name)
  return strange.length > 0
    ? `QuickBooks cannot read ${listed.format(strange)}: rename the account there without it.`
    : undefined
}
