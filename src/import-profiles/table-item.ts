import type { Profile } from './profile.ts'
import type { Figure } from './record-totals.ts'

/** A row of a file; `line` is where it ends, counted from 1. Where the last matters, it says that it is. */
export type Row = { line: number; fields: string[]; isLast?: boolean }

/** A row by the roles of its columns; `several` has the cells of those that several columns may have. */
export type TableRow = {
  line: number
  fields: string[]
  cells: Partial<Record<string, string>>
  several: { role: string; of: string; text: string }[]
}

/** What comes of each row of a file. `errors` are ends of sentences. */
export type TableItem =
  | { is: 'heading'; line: number; profile: Profile; notes: string[] }
  | { is: 'no-heading'; line: number; errors: string[] }
  | { is: 'passed-over'; line: number; why: string; text: string }
  | { is: 'bad'; line: number; errors: string[] }
  | ({ is: 'row' } & TableRow)
  /** At the end of a file whose layout has total records. */
  | { is: 'totals'; line: number; agrees: boolean; figures: Figure[] }

const mostShown = 100

/** What is told of a row that is none of those that are read. */
export function passOver({ line, fields }: Row, why: string): TableItem {
  const text = fields.filter((field) => field !== '').join(' ')
  return {
    is: 'passed-over',
    line,
    why,
    text: text.length > mostShown ? `${text.slice(0, mostShown - 1)}…` : text,
  }
}
