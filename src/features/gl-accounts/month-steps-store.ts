import type { Question } from '../../db/ask-together.ts'
import type { Db } from '../../db/db.ts'

export type SetUp = {
  accounts: number
  services: number
  /** Those of them with both of their accounts. */
  complete: number
  /** Services that transactions name and that are not set up. */
  missing: number
}

export function askSetUp(db: Db): Question<SetUp> {
  return {
    columns: ['accounts', 'services', 'complete', 'missing'],
    query: db.select({
      accounts: db('gl_accounts').count('*'),
      services: db('services').count('*'),
      complete: db('services').whereNot('receivable', '').whereNot('revenue', '').count('*'),
      missing: db('month_totals')
        .whereNotIn('service', db('services').select('code'))
        .countDistinct('service'),
    }),
  }
}
