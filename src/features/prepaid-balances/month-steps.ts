import type { Question } from '../../db/ask-together.ts'
import { paths } from '../../http/paths.ts'
import type { Part, Steps } from '../home/step.ts'
import { balancePaths } from './balance-paths.ts'
import { isTold } from './is-told.ts'
import { askBalances, askOpen, type StepBalances, type StepOpen } from './month-steps-store.ts'
import { countOf, waitingTooLong } from './unasked.ts'
import { askWaiting, type Waiting } from './unasked-store.ts'

const accounts = (count: number) => `${count.toLocaleString('en-US')} ${count === 1 ? 'account' : 'accounts'}`

/** Whether the prepaid accounts are in step with the vendor, while something is told to one. */
export const prepaidBalanceSteps: Steps = {
  asks: (db, _month, settings): Record<string, Question> =>
    isTold(settings)
      ? {
          prepaidBalances: askBalances(db),
          prepaidOpen: askOpen(db, settings.prepaidMeteringConnection.whoAsks),
          prepaidWaiting: askWaiting(db),
        }
      : {},

  tells(answers, { settings, now }) {
    const [found] = (answers.prepaidBalances ?? []) as StepBalances[]
    const [decide] = (answers.prepaidOpen ?? []) as StepOpen[]
    if (!found || !decide || Number(found.accounts) === 0) return []
    const path = paths.prepaidBalances
    const [all, differing, unanswered, open] = [
      found.accounts,
      found.differing,
      found.unanswered,
      decide.open,
    ].map(Number) as [number, number, number, number]
    const says: Part[] = [{ words: accounts(all), path }]
    if (differing > 0)
      says.push({
        words: `${accounts(differing)} ${differing === 1 ? 'differs' : 'differ'} from the vendor`,
        path: `${path}?standing=0`,
      })
    if (open > 0) says.push({ words: `${open.toLocaleString('en-US')} to decide`, path: balancePaths.open })
    if (unanswered > 0) says.push({ words: `${accounts(unanswered)} without an answer` })
    const waiting = countOf(waitingTooLong((answers.prepaidWaiting ?? []) as Waiting[], settings, now))
    if (waiting > 0)
      says.push({ words: `the vendor does not ask: ${waiting.toLocaleString('en-US')} to be told`, path })
    const isDone = differing + open + waiting === 0
    return [
      {
        label: 'Prepaid balances',
        path,
        isDone,
        says,
        act: { label: 'Look at the balances', path, permission: 'prepaid.read' },
      },
    ]
  },
}
