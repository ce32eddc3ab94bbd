import type { Question } from '../../db/ask-together.ts'
import { formatSum } from '../../lib/money.ts'
import { monthName } from '../../lib/periods.ts'
import type { Part, Step, Steps } from '../home/step.ts'
import { askReconciliation, askWaiting, type MonthReconciliation } from './month-steps-store.ts'
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

/** Of other months: with more, somebody has stopped looking. */
const mostWaiting = 3

/** The reconciliation of a closed month, and those of others that still wait, while the vendor is one that wants them. */
export const reconciliationSteps: Steps = {
  asks(db, month, settings): Record<string, Question> {
    if (!wantsReconciliations(settings)) return {}
    return {
      reconciliation: askReconciliation(db, month),
      waitingReconciliations: askWaiting(db, month, mostWaiting),
    }
  },

  tells({ reconciliation = [], waitingReconciliations = [] }, { settings, isClosed, moment }) {
    if (!wantsReconciliations(settings)) return []
    const [one] = reconciliation as MonthReconciliation[]
    const waiting = waitingReconciliations as MonthReconciliation[]
    const parts = waiting.map(
      (other): Part => ({
        words: `${monthName(other.period)}: ${words[stateIn(other)]}`,
        path: reconciliationPaths.one(other.id),
      }),
    )
    const label = 'Reconciliation'
    if (!one) {
      const says = [{ words: isClosed ? 'None was made' : 'Made when the month is closed' }, ...parts]
      const act = waiting[0] && actOf(waiting[0], ` of ${monthName(waiting[0].period)}`)
      return [{ label, path: reconciliationPaths.all, isDone: false, says, act }]
    }
    const path = reconciliationPaths.one(one.id)
    const state = stateIn(one)
    const how = state === 'sent' && one.sentAt ? `sent ${moment(one.sentAt)}` : words[state]
    const figure = { words: formatSum(one.cents), path }
    const says = [{ words: how, path }, ...parts]
    return [{ label, path, isDone: state === 'sent' && parts.length === 0, says, figure, act: actOf(one) }]
  },
}

const stateIn = (one: MonthReconciliation) =>
  stateOf({ ...one, file: one.fileId ?? undefined, isByHand: Boolean(one.byHand) })

function actOf(one: MonthReconciliation, ofMonth = ''): Step['act'] {
  const path = reconciliationPaths.one(one.id)
  const state = stateIn(one)
  const permission = state === 'blocked' ? 'interfaces.change' : 'prepaid.release'
  const verb = state === 'held' ? 'Release' : 'Look at'
  return { label: `${verb} the reconciliation${ofMonth}`, path, permission }
}
