import type { Db } from '../../../db/db.ts'
import { accountTypes, type Masks, withoutFormat } from '../../../lib/account-number.ts'
import { titleKey } from '../search-keys.ts'
import { shown } from '../settings.ts'
import { beginsWith } from '../store.ts'

export type Found = { number: string; title: string; type: string; shown: string }

/** As many as fit one answer; typing on is quicker than reading more. */
export const mostFound = 8
/** One number can begin with the same digits at several places, so parts are read with some to spare. */
const partsRead = 40

/**
 * The active accounts whose number or title begins with what was typed, then those of which a part of the
 * number or a word of the title does. Both are one range of an index, however large the chart is.
 */
export async function lookUp(db: Db, typed: string, masks: Masks): Promise<Found[]> {
  const digits = withoutFormat(typed)
  const start = /^\d+$/.test(digits) ? digits : titleKey(typed)
  if (start === '') return []
  const found = new Map<string, Found>()
  for (const part of [false, true]) {
    const rows = await beginsWith(
      db('gl_account_keys as k')
        .join('gl_accounts as a', 'a.id', 'k.account_id')
        .where({ 'k.active': true, 'k.part': part }),
      'k.key',
      start,
    )
      .orderBy(['k.key', 'k.account_id'])
      .limit(part ? partsRead : mostFound)
      .select('a.number', 'a.title', 'a.type')
    for (const { number, title, type } of rows) {
      if (found.size < mostFound && !found.has(number)) {
        const label = accountTypes.find(({ value }) => value === type)?.label ?? type
        found.set(number, { number, title, type: label, shown: shown(number, type, masks) })
      }
    }
    if (found.size === mostFound) break
  }
  return [...found.values()]
}
