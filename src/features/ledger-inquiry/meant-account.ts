import type { Db } from '../../db/db.ts'
import { readingsOf } from '../../lib/account-number.ts'
import type { ChartFormat } from '../../lib/chart-format.ts'
import { unseenIn } from '../../lib/identifier.ts'
import { readNumber } from '../../lib/read-account-number.ts'
import { knownNumbers } from './store.ts'

/**
 * The account that a number typed means, of any type: the one that is known, else the only reading unless `isKnown` asks for
 * more, because a word of a title may be read as a number too.
 */
export async function meantAccount(
  db: Db,
  submitted: string,
  formats: readonly ChartFormat[],
  { isKnown = false } = {},
): Promise<ReturnType<typeof readNumber> | undefined> {
  const typed = submitted.trim()
  const asked = [typed, ...readingsOf(typed, { formats }).keys()]
  const known = await knownNumbers(db, unseenIn(typed) ? [] : [...new Set(asked)])
  const [number, ...others] = known
  if (number !== undefined && others.length === 0) return { ok: true, number }
  return isKnown ? undefined : readNumber(typed, { a: 'an account', formats })
}
