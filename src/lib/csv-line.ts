/** What a spreadsheet would run as a formula, also behind the mark that stops it. */
const formula = /^'*[=+\-@\t\r]/

/** A value as a spreadsheet shows it and never runs it: a formula gets an apostrophe in front. */
export function plainCell(value: string): string {
  return formula.test(value) ? `'${value}` : value
}

/** The value that `plainCell` made safe. */
export function fromPlainCell(cell: string): string {
  return /^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell
}

/** One line of CSV (RFC 4180), with its line end. */
export function csvLine(values: readonly string[]): string {
  const cells = values
    .map(plainCell)
    .map((cell) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
  return `${cells.join(',')}\r\n`
}
