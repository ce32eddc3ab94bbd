import { digitsIn, type Masks, maskKindOf } from '../../../lib/account-number.ts'
import type { ImportRow } from './read-row.ts'

/** An account as it stands in the chart, without what an import leaves alone. */
export type Standing = ImportRow & { id: number }

export type Plan = {
  added: ImportRow[]
  changed: { from: Standing; to: ImportRow }[]
  /** Active in the chart and absent from the file. */
  inactivated: Standing[]
}

/** What an import of the rows would do to the chart: the file is the whole chart. */
export function planImport(rows: ImportRow[], chart: Standing[]): Plan {
  const standing = new Map(chart.map((account) => [account.number, account]))
  const plan: Plan = { added: [], changed: [], inactivated: [] }
  for (const to of rows) {
    const from = standing.get(to.number)
    standing.delete(to.number)
    if (!from) plan.added.push(to)
    else if (from.title !== to.title || from.type !== to.type || from.active !== to.active) {
      plan.changed.push({ from, to })
    }
  }
  plan.inactivated = [...standing.values()].filter(({ active }) => active)
  return plan
}

export function changesNothing({ added, changed, inactivated }: Plan) {
  return added.length + changed.length + inactivated.length === 0
}

/** A mask may have been changed after the file was read. */
export function fitsMasks(rows: ImportRow[], masks: Masks) {
  return rows.every(({ number, type }) => number.length === digitsIn(masks[maskKindOf(type)]))
}
