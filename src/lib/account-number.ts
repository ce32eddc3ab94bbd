import { type ChartFormat, fits, fundIn, isFixedDigits, isFreeText, writeNumber } from './chart-format.ts'
import { inCapitals, readAs } from './read-as-format.ts'

/** What of the ledger an account belongs to. */
export type AccountKind = 'balance-sheet' | 'revenue' | 'expenditure'

const kinds: Record<AccountKind, string> = {
  'balance-sheet': 'a balance sheet account',
  revenue: 'a revenue account',
  expenditure: 'an expenditure account',
}

export const accountTypes = [
  { value: 'asset', label: 'Asset', kind: 'balance-sheet' },
  { value: 'deferred-outflow', label: 'Deferred Outflow', kind: 'balance-sheet' },
  { value: 'liability', label: 'Liability', kind: 'balance-sheet' },
  { value: 'deferred-inflow', label: 'Deferred Inflow', kind: 'balance-sheet' },
  { value: 'equity', label: 'Net Position / Fund Balance', kind: 'balance-sheet' },
  { value: 'revenue', label: 'Revenue', kind: 'revenue' },
  { value: 'expenditure', label: 'Expense / Expenditure', kind: 'expenditure' },
] as const satisfies { value: string; label: string; kind: AccountKind }[]

export type AccountType = (typeof accountTypes)[number]['value']

export function kindOf(type: AccountType): AccountKind {
  return accountTypes.find(({ value }) => value === type)?.kind ?? 'balance-sheet'
}

/** The kind as a sentence says it, such as `a revenue account`. */
export function anAccountOf(kind: AccountKind): string {
  return kinds[kind]
}

/** The formats that a number may be written in, and what a sentence calls such an account. */
export type Served = { a: string; formats: readonly ChartFormat[] }

export function servedByType(formats: readonly ChartFormat[], type: AccountType): Served {
  return { a: kinds[kindOf(type)], formats: formats.filter(({ types }) => types.includes(type)) }
}

export function servedByKind(formats: readonly ChartFormat[], kind: AccountKind): Served {
  const serves = ({ types }: ChartFormat) => types.some((type) => kindOf(type) === kind)
  return { a: kinds[kind], formats: formats.filter(serves) }
}

/** A stored number as its format shows it; one that fits none stays as it is. */
export function formatNumber(number: string, { formats }: Pick<Served, 'formats'>): string {
  const format = formats.find((one) => fits(number, one))
  return format ? writeNumber(number, format) : number
}

export function formatAccountNumber(
  number: string,
  type: AccountType,
  formats: readonly ChartFormat[],
): string {
  return formatNumber(number, servedByType(formats, type))
}

/** A number as files of other programs have it: its digits alone where each segment has its length, else as it is shown. */
export function exportNumber(number: string, { formats }: Pick<Served, 'formats'>): string {
  const format = formats.find((one) => fits(number, one))
  if (!format) return number
  return isFixedDigits(format) ? number.replaceAll('-', '') : writeNumber(number, format)
}

/** Whether a number is any text, as where accounts go by names. */
export function isOfText(number: string, formats: readonly ChartFormat[]): boolean {
  const format = formats.find((one) => fits(number, one))
  return format !== undefined && isFreeText(format)
}

/** The fund of an account, where its number says it. */
export function fundOf(
  number: string,
  type: AccountType,
  formats: readonly ChartFormat[],
): string | undefined {
  const format = servedByType(formats, type).formats.find((one) => fits(number, one))
  return format && fundIn(number, format)
}

/** A number without signs and in capitals, as it is looked up by any part of it. */
export function numberKey(number: string): string {
  return number.toUpperCase().replace(/[^\p{L}\p{N}]+/gu, '')
}

/** All that a number typed may be, each with the formats that read it so. */
export function readingsOf(
  submitted: string,
  { formats }: Pick<Served, 'formats'>,
): Map<string, ChartFormat[]> {
  const readings = new Map<string, ChartFormat[]>()
  for (const format of formats) {
    const number = readAs(submitted, format)
    if (number !== undefined) readings.set(number, [...(readings.get(number) ?? []), format])
  }
  return readings
}

/** Whether it is typed just as a format shows it. */
export function isAsShown(submitted: string, number: string, format: ChartFormat): boolean {
  return isFreeText(format) || writeNumber(number, format) === inCapitals(submitted.trim())
}

/** A number that was told in words earlier, as its format shows it today; one that can be read in two ways stays as it is. */
export function formatTold(told: string, served: Pick<Served, 'formats'>): string {
  const [number, another] = readingsOf(told, served).keys()
  return number !== undefined && another === undefined ? formatNumber(number, served) : told
}
