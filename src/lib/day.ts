const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/
const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4}|[0-4]\d)$/
const spelled = /^(\d{1,2})-([a-z]{3})-(\d{4}|[0-4]\d)$/i
const time = / (?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?: ?[ap]m)?$/i
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * `2026-01-31` from `2026-01-31`, `1/31/2026`, `1/31/26` or `31-Jan-26`, with or without a time of day behind it;
 * undefined when there is no such day between 1900 and 2199. Spreadsheets drop the zeros before a month or day, so
 * they may be missing. Two digits are a year up to 2049: beyond, spreadsheets differ on the century.
 */
export function readDay(text: string): string | undefined {
  const written = text.replace(time, '')
  const [, isoYear, isoMonth, isoDay] = iso.exec(written) ?? []
  const [, month, day, year] = american.exec(written) ?? []
  const [, spelledDay, name = '', spelledYear] = spelled.exec(written) ?? []
  const y = Number((isoYear ?? year ?? spelledYear)?.replace(/^\d\d$/, '20$&'))
  const m = Number(isoMonth ?? month ?? months.indexOf(name.toLowerCase()) + 1)
  const d = Number(isoDay ?? day ?? spelledDay)
  if (!(y >= 1900 && y <= 2199) || !(m >= 1 && m <= 12) || !(d >= 1 && d <= daysIn(y, m))) return undefined
  return `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
}

function daysIn(year: number, month: number) {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
