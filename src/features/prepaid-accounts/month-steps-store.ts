import type { Question } from '../../db/ask-together.ts'
import type { Db } from '../../db/db.ts'
import { enrolledStates } from './accounts-store.ts'

export type MonthAccounts = {
  accounts: number
  fresh: number
  enrolled: number
  waiting: number
  elsewhere: number
}

/** How many accounts there are, of which states; `elsewhere`: enrolled with another vendor than this one. */
export function askAccounts(db: Db, vendor = ''): Question<MonthAccounts> {
  const sum = (states: readonly string[]) =>
    `coalesce(sum(case when state in (${states.map((state) => `'${state}'`).join(', ')}) then 1 else 0 end), 0)`
  return {
    columns: ['accounts', 'fresh', 'enrolled', 'waiting', 'elsewhere'],
    query: db('prepaid_accounts').select(
      db.raw('count(*) as accounts'),
      db.raw(`${sum(['new'])} as fresh`),
      db.raw(`${sum(enrolledStates)} as enrolled`),
      db.raw(`${sum(['enrolling', 'unenrolling'])} as waiting`),
      db.raw(
        "coalesce(sum(case when state = 'enrolled' and enrolled_with <> ? then 1 else 0 end), 0) as elsewhere",
        [vendor],
      ),
    ),
  }
}
