/** Excel takes a file without it for one in the machine's old code page. */
export const byteOrderMark = '\uFEFF'

/** What a spreadsheet would run as a formula, also behind the mark that stops it; some take the wide signs for the plain ones. */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/
const number = /^-\d+(\.\d+)?$/

/** A value as a spreadsheet shows it and never runs it: a formula gets an apostrophe in front, a number stays one. */
function plainCell(value: string): string {
  return formula.test(value) && !number.test(value) ? `'${value}` : value
}

/** The value that a cell of our own files was made from. */
export function fromPlainCell(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell
}

/** One line of CSV (RFC 4180), with its line end. */
export function csvLine(values: readonly string[]): string {
  const cells = values
    .map(plainCell)
    .map((cell) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
  return `${cells.join(',')}\r\n`
}
