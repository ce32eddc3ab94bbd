/** The accounts that share a mask. */
export type MaskKind = 'balance-sheet' | 'revenue' | 'expenditure'

export type Masks = Record<MaskKind, string>

export const maskKinds = [
  { value: 'balance-sheet', label: 'Balance sheet', a: 'a balance sheet account' },
  { value: 'revenue', label: 'Revenue', a: 'a revenue account' },
  { value: 'expenditure', label: 'Expenditure', a: 'an expenditure account' },
] as const satisfies { value: MaskKind; label: string; a: string }[]

export const accountTypes = [
  { value: 'asset', label: 'Asset', kind: 'balance-sheet' },
  { value: 'deferred-outflow', label: 'Deferred Outflow', kind: 'balance-sheet' },
  { value: 'liability', label: 'Liability', kind: 'balance-sheet' },
  { value: 'deferred-inflow', label: 'Deferred Inflow', kind: 'balance-sheet' },
  { value: 'equity', label: 'Net Position / Fund Balance', kind: 'balance-sheet' },
  { value: 'revenue', label: 'Revenue', kind: 'revenue' },
  { value: 'expenditure', label: 'Expense / Expenditure', kind: 'expenditure' },
] as const satisfies { value: string; label: string; kind: MaskKind }[]

export type AccountType = (typeof accountTypes)[number]['value']

export function maskKindOf(type: AccountType): MaskKind {
  return accountTypes.find(({ value }) => value === type)?.kind ?? 'balance-sheet'
}

/** As long as any ledger's, short enough to be read in a column. */
const mostDigits = 20

const letters = 'FASRDO'
/** What people put between the parts of a number: hyphens and dashes of every kind, dots, slashes, colons, spaces. */
const separator = /[\s\-./:_\u2010-\u2015\u2212]/u
const separators = new RegExp(separator, 'gu')

export function digitsIn(mask: string): number {
  return [...mask].filter((character) => letters.includes(character)).length
}

/** What is wrong with a mask, in words; undefined when it can be used. */
export function maskProblem(mask: string): string | undefined {
  if (mask === '') return 'Type a mask, such as FF-AAAA.'
  const stranger = [...mask].find((character) => !letters.includes(character) && !'-./: '.includes(character))
  if (stranger !== undefined) {
    return `A mask has one letter a digit (F fund, A account, S source, R revenue, D department, O object) and - . / : or a space between the parts; it has no “${stranger}”.`
  }
  const digits = digitsIn(mask)
  if (digits === 0 || digits > mostDigits)
    return `A mask has 1 to ${mostDigits} digits; this one has ${digits}.`
  if (!/^[A-Z]+([-./: ][A-Z]+)*$/.test(mask)) {
    return 'A mask begins and ends with a letter, and has one sign between two parts.'
  }
  return undefined
}

/** The digits as the mask shows them; digits that do not fit the mask stay as they are. */
export function formatNumber(digits: string, mask: string): string {
  if (digits.length !== digitsIn(mask)) return digits
  let next = 0
  return [...mask].map((character) => (letters.includes(character) ? digits[next++] : character)).join('')
}

/** The number of an account of that type, with the signs between its parts. */
export function formatAccountNumber(digits: string, type: AccountType, masks: Masks): string {
  return formatNumber(digits, masks[maskKindOf(type)])
}

/** What was typed without the signs between the parts; only digits are left when it is a number. */
export function withoutFormat(submitted: string): string {
  return submitted.replace(separators, '')
}

type ReadNumber = { ok: true; digits: string } | { ok: false; problem: string }

/** What a spreadsheet makes of a number that looks like something else to it. */
const remade = [
  { is: /^\d+\.\d{1,2}$/, what: 'a decimal number' },
  { is: /^(\d{1,2}\/\d{1,2}\/\d{2}(\d\d)?|\d{4}-\d\d?-\d\d?)( \d{1,2}:\d\d(:\d\d)?)?$/, what: 'a date' },
  {
    is: /^(\d{1,4}[- ])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*([- ]\d{1,4})?$/i,
    what: 'a date',
  },
  { is: /^\d(\.\d+)?e\+?\d+$/i, what: 'a rounded number' },
]

/** Reads a number typed with or without the signs between its parts; what is wrong with it is said in words. */
export function readNumber(submitted: string, kind: MaskKind, masks: Masks): ReadNumber {
  const refused = (problem: string): ReadNumber => ({ ok: false, problem })
  const digits = withoutFormat(submitted)
  if (digits === '') {
    return refused(
      submitted.trim() === '' ? 'The account number is blank.' : 'The account number has no digits.',
    )
  }
  const mask = masks[kind]
  const a = maskKinds.find(({ value }) => value === kind)?.a
  const wanted = digitsIn(mask)
  const parts = partsOf(submitted)
  const stranger = [...digits].find((character) => !/[0-9]/.test(character))
  if (!stranger && digits.length === wanted && isPartedAs(submitted, mask)) return { ok: true, digits }
  const made = remade.find(({ is }) => is.test(submitted.trim()))
  if (made) {
    return refused(
      `“${submitted.trim()}” is ${made.what}: a spreadsheet may have made it of the account number. Write it as ${mask}.`,
    )
  }
  if (stranger) {
    const what = /\p{L}/u.test(stranger) ? 'letter' : 'sign'
    return refused(`An account number is made of digits; this one has the ${what} “${stranger}”.`)
  }
  const off = Math.abs(digits.length - wanted)
  if (off === 0) {
    const found = parts.map(({ length }) => length).join(' and ')
    return refused(`The parts of this number have ${found} digits; ${a} is written ${mask}.`)
  }
  return refused(
    `${off === 1 ? '1 digit is' : `${off} digits are`} ${digits.length < wanted ? 'missing' : 'too many'}: ` +
      `${a} has ${wanted} (${mask}), this number has ${digits.length}.`,
  )
}

/** Where there are signs between parts, each has its length: 1-31100 has the digits of 13-1100 and is another account. */
function isPartedAs(submitted: string, mask: string): boolean {
  const parts = partsOf(submitted)
  const lengths = partsOf(mask).map(({ length }) => length)
  return parts.length === 1 || parts.every(({ length }, index) => length === lengths[index])
}

function partsOf(written: string): string[] {
  return written.split(separator).filter(Boolean)
}
