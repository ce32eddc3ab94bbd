import type { Deps } from '../deps.ts'
import { throttlingEvents } from './events.ts'
import { judge, type Verdict } from './login-throttle.ts'

/** Judges a guess at the set-up code, which belongs to no account: only its address is counted. */
export function judgeGuess(deps: Deps, address: string, isRight: boolean): Promise<Verdict> {
  const actor = { id: null, name: '', address }
  return judge(deps, {
    address,
    check: async () => isRight,
    event: ({ isRight, closed }) =>
      isRight ? undefined : [actor, throttlingEvents.codeRefused('Set-up', closed)],
  })
}
