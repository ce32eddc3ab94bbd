import 'fastify'
import type { Permission } from '../lib/permissions.ts'
import type { Seldom } from '../lib/seldom.ts'
import type { SignedInUser } from './session-store.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered without signing in; such a route is registered outside the signed-in scope. */
    open?: boolean
    asset?: boolean
    /** For whoever watches over the product: answered also while nobody can work. */
    watches?: boolean
    /** Milliseconds for a file to arrive from somebody who may send it. */
    arriveWithin?: number
    permission?: Permission
    /** Open to those who still have a one-time password to change; all else waits until it is changed. */
    beforePasswordChange?: boolean
    /**
     * The form fields that come back when the session ended while a person typed; never a secret. `word-*` are all
     * whose names begin so, where a file says how many there are; `account[]` is sent as often as one is selected.
     */
    keptFields?: readonly string[]
    /** Answered also to someone who must turn on two-step sign-in first. */
    beforeTwoStep?: boolean
  }
  interface FastifyInstance {
    /** Of people who are not signed in, in the log. */
    refusals: Seldom
  }
  interface FastifyRequest {
    user: SignedInUser
    /** The form's token no longer fits the session: the route redraws the form instead of saving. */
    tokenIsStale: boolean
    /** Somebody tried to sign in with what is wrong. */
    isWrongGuess: boolean
  }
  interface Session {
    userId?: number
    /** Whose password fitted while the code is still due; nobody is signed in. */
    pendingUserId?: number
    startedAt?: string
    user?: SignedInUser
    /** The user's epoch at sign-in: the session has ended once the user's is higher. */
    round?: number
    address?: string
    agent?: string
    /** What a form opens with: what was being typed when an earlier session ended, or an earlier state of it. */
    draft?: { path: string; submitted: Record<string, string>; because?: 'put-back' }
    /** The sealed seed of an authenticator app that is being set up. */
    enrolment?: string
  }
}
