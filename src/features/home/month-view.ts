import { paths } from '../../http/paths.ts'
import { monthName, type Period, periodAfter, periodBefore, periodOf } from '../../lib/periods.ts'
import { may, type Permission, type Role } from '../../lib/permissions.ts'
import type { Step } from './step.ts'
import type { Overview } from './store.ts'

export function monthPath(month: Period) {
  return `${paths.home}?month=${month}`
}

/** The months beside one, as far as anything is in them. */
export function neighbors(month: Period, { first, last }: Overview, today: string) {
  const newest = [last ?? '', periodOf(today)].sort().at(-1) as Period
  return [periodBefore(month), periodAfter(month)]
    .filter((one) => one >= (first ?? newest) && one <= newest)
    .map((one) => ({ label: monthName(one), path: monthPath(one) }))
}

/** Who does what this person may not. */
function whoElse(permission: Permission) {
  return may('editor', permission) ? 'An editor or administrator does this.' : 'An administrator does this.'
}

/** The steps with the one that is next: the first that is open and where something can be done, unless said. */
export function stepsView(steps: Step[], role: Role, next = steps.find(({ isDone, act }) => !isDone && act)) {
  return steps.map((step, index) => {
    const isNext = step === next
    const act = isNext ? step.act : undefined
    const isTheirs = act !== undefined && may(role, act.permission)
    return {
      ...step,
      number: index + 1,
      isNext,
      act: isTheirs ? act : undefined,
      who: act && !isTheirs ? whoElse(act.permission) : undefined,
    }
  })
}
