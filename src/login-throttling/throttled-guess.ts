import { appendEvent } from '../audit/append.ts'
import type { Deps } from '../deps.ts'
import { throttlingEvents } from './events.ts'
import { judge, type Verdict } from './login-throttle.ts'

/** Judges a guess that belongs to no account, such as the set-up code: only its address is counted. */
export function judgeGuess(deps: Deps, address: string, what: 'set-up', isRight: boolean): Promise<Verdict> {
  return judge(deps, {
    address,
    check: async () => isRight,
    record: async (trx, { isRight, closed }) => {
      if (isRight) return
      const actor = { id: null, name: '', address }
      await appendEvent(deps, trx, actor, throttlingEvents.codeRefused(what, closed))
    },
  })
}
