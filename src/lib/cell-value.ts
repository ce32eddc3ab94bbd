/** How a number is shown: as a day, or with so many digits at least before and behind the point. */
export type NumberFormat = 'date' | { whole: number; decimals: number }

const plain = { whole: 1, decimals: 0 }

/** The formats that a workbook names by number alone (ECMA-376, 18.8.30), as far as they say more than the number. */
const builtIn: Record<number, string> = {
  2: '0.00',
  4: '#,##0.00',
  7: '0.00',
  8: '0.00',
  39: '0.00',
  40: '0.00',
  44: '0.00',
}
const builtInDates = /^(1[4-7]|22|2[7-9]|3[01]|36|5[0-8])$/

/** What a format's number, and its code where the workbook gives one, say of a cell. */
export function numberFormat(id: number, code = builtIn[id]): NumberFormat {
  if (code === undefined) return builtInDates.test(String(id)) ? 'date' : plain
  // Only the part for numbers above zero; neither text nor what is in brackets (colors, currencies) is format.
  const shown = (code.split(';')[0] ?? '').replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '')
  if (/[yd]/i.test(shown)) return 'date'
  const digits = /^[^#0?.%/eE@]*(?:#,##)?(0+)(?:\.(0+))?[^#0?.%/eE@]*$/.exec(shown)
  return digits ? { whole: digits[1]?.length ?? 1, decimals: digits[2]?.length ?? 0 } : plain
}

const dayMs = 86_400_000
/** Below, days are counted as if 1900 had a February 29, which is day 60. */
const firstTrueDay = 61
const lastDay = 2_958_465
/** So near to whole cents is only what adding in halves, quarters, eighths … leaves behind. */
const noise = 1e-6

/** A number as a person reads it in the sheet: no more of it than was entered, and never shortened. */
export function formatNumber(
  stored: string,
  format: NumberFormat,
  { from1904 }: { from1904: boolean },
): string {
  const number = Number(stored)
  if (stored === '' || !Number.isFinite(number)) return stored
  if (format === 'date') return dayOf(number + (from1904 ? 1_462 : 0)) ?? plainNumber(stored, number, plain)
  return plainNumber(stored, number, format)
}

function dayOf(serial: number) {
  const day = Math.floor(serial + noise)
  if (day < 1 || day > lastDay) return undefined
  if (day === firstTrueDay - 1) return '1900-02-29'
  const epoch = Date.UTC(1899, 11, day < firstTrueDay ? 31 : 30)
  return new Date(epoch + day * dayMs).toISOString().slice(0, 10)
}

function plainNumber(
  stored: string,
  number: number,
  { whole, decimals }: { whole: number; decimals: number },
) {
  const written = /^-?\d+$/.test(stored) ? stored : withoutNoise(number)
  const [, sign = '', before = '', behind = ''] = /^(-?)(\d+)\.?(\d*)$/.exec(written) ?? []
  const digits = behind.padEnd(decimals, '0')
  return `${sign}${before.padStart(whole, '0')}${digits && `.${digits}`}`
}

function withoutNoise(number: number) {
  if (Number.isInteger(number)) return BigInt(number).toString()
  const cents = Math.round(number * 100)
  const isCents = Number.isSafeInteger(cents) && Math.abs(number * 100 - cents) < noise
  // A spreadsheet keeps 15 digits.
  const before = Math.max(1, Math.floor(Math.log10(Math.abs(number))) + 1)
  const text = isCents ? (cents / 100).toFixed(2) : number.toFixed(Math.max(0, 15 - before))
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  return short === '-0' ? '0' : short
}
