import type { Question } from '../../db/ask-together.ts'
import { isGoingOn, sendState } from '../../exchange-files/send-state.ts'
import { paths } from '../../http/paths.ts'
import { formatSum } from '../../lib/money.ts'
import type { Part, Steps } from '../home/step.ts'
import { off } from '../interfaces/registry.ts'
import { runPath } from './bill-run-path.ts'
import { count } from './bill-run-view.ts'
import { askBills, type MonthBills } from './month-steps-store.ts'

/** The bills of a month: brought in and sent, while there is a provider. */
export const billSteps: Steps = {
  asks: (db, month, settings): Record<string, Question> =>
    settings.billProvider.interface === off.value ? {} : { bills: askBills(db, month) },

  tells({ bills }, { settings, moment }) {
    if (settings.billProvider.interface === off.value) return []
    const [run] = (bills ?? []) as MonthBills[]
    const bringIn = { label: 'Bring in the bills', path: paths.bills, permission: 'billing.send' as const }
    if (!run) {
      const says: Part[] = [{ words: 'Not brought in yet' }]
      return [{ label: 'Bills', path: paths.bills, isDone: false, says, act: bringIn }]
    }
    const path = runPath(run.id)
    const state = run.sends > 0 ? sendState(run) : undefined
    const goesOn = state !== undefined && isGoingOn(state)
    const says: Part[] = [{ words: count(run.bills), path }, stateOf(state, run.sentAt && moment(run.sentAt))]
    if (run.runs > 1) says.push({ words: `${run.runs} runs`, path: paths.bills })
    return [
      {
        label: 'Bills',
        path,
        isDone: state === 'sent',
        says,
        figure: { words: `${formatSum(run.cents)} due`, path },
        act: goesOn
          ? { label: 'Look at the bills', path, permission: 'billing.read' }
          : { label: 'Send the bills', path, permission: 'billing.send' },
      },
    ]
  },
}

function stateOf(state: ReturnType<typeof sendState> | undefined, sentAt: string | null): Part {
  if (state === 'sent') return { words: `sent ${sentAt}` }
  if (state === 'unknown') return { words: 'may have arrived: look at it' }
  if (state === 'needs-person' || state === 'held') return { words: 'not sent: needs a person' }
  return { words: state !== undefined && isGoingOn(state) ? 'on their way' : 'not sent yet' }
}
