/** The columns of the file, in the order the export writes them. */
export const header = ['Account No', 'Title', 'Type', 'Active']

export type Column = 'number' | 'title' | 'type' | 'active'

const names: Record<Column, string[]> = {
  number: [
    'account no',
    'account number',
    'account',
    'number',
    'no',
    'gl account',
    'gl account no',
    'gl account number',
  ],
  title: ['title', 'description', 'account title', 'account description', 'account name', 'name'],
  type: ['type', 'account type'],
  active: ['active', 'is active'],
}

/** Where each column is in a line; -1 when it is missing. */
export type Columns = Record<Column, number> & { width: number }

const wanted: Record<Column, string> = {
  number: 'Account No',
  title: 'Title',
  type: 'Type',
  active: 'Active',
}

/** Finds the columns by their names, in any order and in capitals or not; other columns are passed over. */
export function findColumns(line: string[]): { columns: Columns; errors: string[] } {
  const found = line.map((cell) =>
    cell
      .toLowerCase()
      .replace(/[^a-z]+/g, ' ')
      .trim(),
  )
  const errors: string[] = []
  const columns: Columns = { number: -1, title: -1, type: -1, active: -1, width: line.length }
  for (const [column, spellings] of Object.entries(names) as [Column, string[]][]) {
    const places = found.flatMap((name, index) => (spellings.includes(name) ? [index] : []))
    columns[column] = places[0] ?? -1
    if (places.length === 0 && column !== 'active') errors.push(`there is no column ${wanted[column]}`)
    if (places.length > 1) {
      const cells = places.map((place) => `“${line[place]?.trim()}”`).join(' and ')
      errors.push(`${cells} are both the column ${wanted[column]}`)
    }
  }
  return { columns, errors }
}
