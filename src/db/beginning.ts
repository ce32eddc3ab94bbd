import type { Knex } from 'knex'
import { isPostgres } from './connect.ts'
import type { Db } from './db.ts'

/**
 * Leaves the rows whose column begins with a text, in capitals of the alphabet or not. An index over lower() of the
 * column in the order of its bytes finds them; with `byOtherIndex`, another one is used and each row looked at.
 */
export function whereBegins(
  db: Db,
  query: Knex.QueryBuilder,
  { column, text, byOtherIndex = false }: { column: string; text: string; byOtherIndex?: boolean },
) {
  const lower = `lower(?? ${isPostgres(db) ? 'collate "C"' : ''})${byOtherIndex ? " || ''" : ''}`
  const beginning = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  query.whereRaw(`${lower} >= ? and ${lower} < ?`, [column, beginning, column, `${beginning}\u{10ffff}`])
}
