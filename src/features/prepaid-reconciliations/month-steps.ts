import type { Question } from '../../db/ask-together.ts'
import { formatSum } from '../../lib/money.ts'
import type { Part, Steps } from '../home/step.ts'
import { askReconciliation, type MonthReconciliation } from './month-steps-store.ts'
import { wantsReconciliations } from './my-usage.ts'
import { reconciliationPaths } from './reconciliation-paths.ts'
import { type ReconciliationState, stateOf } from './state.ts'

const words: Record<ReconciliationState, string> = {
  blocked: 'blocked: say what its services count as',
  held: 'held, needs a release',
  replaced: 'another takes its place',
  released: 'released, not sent yet',
  'on-its-way': 'on its way',
  'not-sent': 'not sent: needs a person',
  unknown: 'may have arrived: look at it',
  sent: 'sent',
}

/** The reconciliation of a closed month, while the vendor is one that wants it. */
export const reconciliationSteps: Steps = {
  asks: (db, month, settings): Record<string, Question> =>
    wantsReconciliations(settings) ? { reconciliation: askReconciliation(db, month) } : {},

  tells({ reconciliation = [] }, { settings, isClosed, moment }) {
    if (!wantsReconciliations(settings)) return []
    const [one] = reconciliation as MonthReconciliation[]
    const label = 'Reconciliation'
    if (!one) {
      const says: Part[] = [{ words: isClosed ? 'None was made' : 'Made when the month is closed' }]
      return [{ label, path: reconciliationPaths.all, isDone: false, says }]
    }
    const path = reconciliationPaths.one(one.id)
    const state = stateOf({ ...one, file: one.fileId ?? undefined, isByHand: Boolean(one.byHand) })
    const says = [
      { words: state === 'sent' && one.sentAt ? `sent ${moment(one.sentAt)}` : words[state], path },
    ]
    const permission = state === 'blocked' ? ('interfaces.change' as const) : ('prepaid.release' as const)
    const act = { label: state === 'held' ? 'Look at it and release it' : 'Look at it', path, permission }
    const figure = { words: formatSum(one.cents), path }
    return [{ label, path, isDone: state === 'sent', says, figure, act }]
  },
}
