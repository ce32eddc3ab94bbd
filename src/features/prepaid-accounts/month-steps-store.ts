import type { Question } from '../../db/ask-together.ts'
import type { Db } from '../../db/db.ts'
import { enrolledStates } from './accounts-store.ts'

export type MonthAccounts = { accounts: number; fresh: number; enrolled: number; waiting: number }

/** How many accounts there are, of which states. */
export function askAccounts(db: Db): Question<MonthAccounts> {
  const sum = (states: readonly string[]) =>
    `coalesce(sum(case when state in (${states.map((state) => `'${state}'`).join(', ')}) then 1 else 0 end), 0)`
  return {
    columns: ['accounts', 'fresh', 'enrolled', 'waiting'],
    query: db('prepaid_accounts').select(
      db.raw('count(*) as accounts'),
      db.raw(`${sum(['new'])} as fresh`),
      db.raw(`${sum(enrolledStates)} as enrolled`),
      db.raw(`${sum(['enrolling', 'unenrolling'])} as waiting`),
    ),
  }
}
