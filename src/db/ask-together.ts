import type { Knex } from 'knex'
import { isPostgres } from './connect.ts'
import type { Db } from './db.ts'

/** What a statement finds, with the columns of its rows. */
export type Question<Row = never> = {
  columns: readonly (keyof Row & string)[]
  query: Knex.QueryBuilder
}

/** The rows that answer each question, in any order. */
export type Answers = Record<string, never[]>

/** Asks several questions in one statement: where each costs little, the way to the database and back costs most. */
export async function askTogether(db: Db, questions: Record<string, Question>): Promise<Answers> {
  // PostgreSQL cannot tell what type a name has that is sent beside the statement.
  const [object, text] = isPostgres(db) ? ['json_build_object', '::text'] : ['json_object', '']
  // By hand, because the builder mixes up the values of a table that is a query with those of its columns.
  const parts = Object.entries(questions).map(([name, { columns, query }]) => {
    const members = columns.map(() => `?${text}, ??`).join()
    const bindings = columns.flatMap((column) => [column, `asked.${column}`])
    const sql = `select ?${text} as name, ${object}(${members})${text} as found from ? as asked`
    return { sql, bindings: [name, ...bindings, query] }
  })
  const sql = parts.map((part) => part.sql).join(' union all ')
  const all = db.raw(
    `(${sql}) as answers`,
    parts.flatMap(({ bindings }) => bindings),
  )
  const rows: { name: string; found: string }[] = await db.from(all).select('name', 'found')
  const answers: Answers = Object.fromEntries(Object.keys(questions).map((name) => [name, []]))
  for (const { name, found } of rows) (answers[name] as unknown[]).push(JSON.parse(found))
  return answers
}
