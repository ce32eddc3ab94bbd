/** Excel takes a file without it for one in the machine's old code page. */
export const byteOrderMark = '\uFEFF'

/**
 * One line of RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe in front, which
 * spreadsheets take as `this is text`; numbers are given as numbers and stay as they are.
 */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

function cell(value: string | number) {
  if (typeof value === 'number') return String(value)
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
