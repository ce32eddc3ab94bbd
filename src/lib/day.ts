const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/
const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/

/**
 * `2026-01-31` from `2026-01-31` or `1/31/2026`; undefined when there is no such day between 1900 and 2199.
 * Spreadsheets drop the zeros before a month or day, so they may be missing.
 */
export function readDay(text: string): string | undefined {
  const [, isoYear, isoMonth, isoDay] = iso.exec(text) ?? []
  const [, month, day, year] = american.exec(text) ?? []
  const numbers = [isoYear ?? year, isoMonth ?? month, isoDay ?? day].map(Number) as [number, number, number]
  const [y, m, d] = numbers
  if (!(y >= 1900 && y <= 2199) || !(m >= 1 && m <= 12) || !(d >= 1 && d <= daysIn(y, m))) return undefined
  return `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
}

function daysIn(year: number, month: number) {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
