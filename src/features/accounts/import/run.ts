import type { Deps } from '../../../deps.ts'
import { type Actor, type Change, record, recorded } from '../../history/record.ts'
import { fingerprint } from '../../settings/save-version.ts'
import { shown } from '../settings.ts'
import { readMasks } from '../store.ts'
import { fitsMasks, type Plan, planImport } from './plan.ts'
import { carryOut, findStaged, markImported, type Outcome, wholeChart } from './store.ts'

/** More single changes than this are in the file itself; the record says how many there were. */
const mostListed = 500

/** Names what a preview showed: the same file over the same chart, of the same person. */
export function fingerprintOf(deps: Deps, plan: Plan) {
  return fingerprint(deps, ['accounts-import', plan])
}

/**
 * Imports exactly what the preview with this fingerprint showed, all of it or nothing. `moved`: the chart, the
 * masks or the file changed since. Sent twice, it is done once and answered alike.
 */
export async function importChart(
  deps: Deps,
  shownAs: string,
  actor: Actor,
): Promise<Outcome | 'moved' | 'gone'> {
  const userId = actor.id as number
  return recorded(deps, async (trx) => {
    const staged = await findStaged(trx, userId)
    if (!staged) return 'gone'
    if (staged.outcome) return staged.outcome.fingerprint === shownAs ? staged.outcome : 'gone'
    const masks = await readMasks(trx)
    if (!fitsMasks(staged.rows, masks)) return 'moved'
    const plan = planImport(staged.rows, await wholeChart(trx))
    if (fingerprintOf(deps, plan) !== shownAs) return 'moved'
    const at = deps.now()
    const outcome = {
      fingerprint: shownAs,
      added: plan.added.length,
      changed: plan.changed.length,
      inactivated: plan.inactivated.length,
    }
    await carryOut(trx, plan, at.toISOString(), actor.id)
    await markImported(trx, userId, outcome)
    const list = changesOf(plan, (number, type) => shown(number, type, masks))
    await record(deps, trx, {
      at,
      actor,
      kind: 'accounts.imported',
      subject: 'chart-of-accounts',
      changes: [
        { field: 'file', to: staged.fileName },
        { field: 'added', to: String(outcome.added) },
        { field: 'changed', to: String(outcome.changed) },
        { field: 'made inactive', to: String(outcome.inactivated) },
        ...list.slice(0, mostListed),
        ...(list.length > mostListed
          ? [{ field: 'more changes', to: String(list.length - mostListed) }]
          : []),
      ],
    })
    return outcome
  })
}

function changesOf(
  { changed, inactivated }: Plan,
  write: (number: string, type: Plan['added'][number]['type']) => string,
): Change[] {
  const fields = ['title', 'type', 'active'] as const
  return [
    ...changed.flatMap(({ from, to }) =>
      fields
        .filter((field) => from[field] !== to[field])
        .map((field) => ({
          field: `${write(to.number, to.type)} ${field}`,
          from: from[field],
          to: to[field],
        })),
    ),
    ...inactivated.map(({ number, type }) => ({
      field: `${write(number, type)} active`,
      from: true,
      to: false,
    })),
  ]
}
