import type { Question } from '../../db/ask-together.ts'
import type { Db } from '../../db/db.ts'
import { workedOut } from './differences-store.ts'
import { openEntries } from './entries-list-store.ts'

export type StepBalances = { accounts: number; differing: number; unanswered: number }

export function askBalances(db: Db): Question<StepBalances> {
  const those = (where: string) => db.raw(`coalesce(sum(case when ${where} then 1 else 0 end), 0)`)
  return {
    columns: ['accounts', 'differing', 'unanswered'],
    query: workedOut(db).select({
      accounts: db.raw('count(*)'),
      differing: those('b.standing = 0'),
      unanswered: those('b.standing in (1, 2)'),
    }),
  }
}

export type StepOpen = { open: number }

export function askOpen(db: Db, whoAsks: string): Question<StepOpen> {
  return { columns: ['open'], query: openEntries(db, whoAsks).count({ open: '*' }) }
}
