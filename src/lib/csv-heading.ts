/** A column of a file: its own name, and others that it may have. */
type CsvColumn = { label: string; otherNames?: readonly string[]; isOptional?: true }

/** Where each column is in a row; what the file does not have is not in it. */
type CsvHeading<Column extends string> = { places: Partial<Record<Column, number>>; width: number }

const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')

/**
 * Finds the columns by the names in the first line, in any order and in capitals or not. `errors` are ends of
 * sentences; `others` are the names that no column has.
 */
export function readHeading<Column extends string>(
  fields: string[],
  columns: Record<Column, CsvColumn>,
): CsvHeading<Column> & { errors: string[]; others: string[] } {
  const errors: string[] = []
  const places: Partial<Record<Column, number>> = {}
  const others = new Set(fields.filter((field) => field.trim() !== ''))
  for (const column of Object.keys(columns) as Column[]) {
    const { label, otherNames = [], isOptional } = columns[column]
    const names = [label, ...otherNames].map(plain)
    const found = fields.filter((field) => names.includes(plain(field)))
    if (found[0] !== undefined) places[column] = fields.indexOf(found[0])
    else if (!isOptional) errors.push(`the column ${label} is missing`)
    if (found.length > 1)
      errors.push(`${found.map((name) => `“${name.trim()}”`).join(' and ')} are both the column ${label}`)
    for (const field of found) others.delete(field)
  }
  return { places, width: fields.length, errors, others: [...others] }
}
