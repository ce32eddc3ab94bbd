import type { FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { type Binding, open, SealError, seal } from '../../../lib/secret-box.ts'
import { timeLeft } from '../../../lib/time-left.ts'
import { newSeed } from '../../../lib/totp.ts'

/** The seed of an app that is being set up lives, sealed, in the session that gave the password for it. */
function bindingOf(request: FastifyRequest): Binding {
  return { table: 'sessions', row: `user-${request.user.id}`, column: 'enrolment' }
}

/** How long setting up may take once the password was given. */
const withinMs = 10 * 60_000

export function startEnrolment({ keys, now }: Deps, request: FastifyRequest) {
  const plain = JSON.stringify({ seed: newSeed(), at: now().getTime() })
  request.session.enrolment = seal(keys, bindingOf(request), plain)
}

/** The seed that is being set up; undefined when none is, or when it took too long. */
export function enrolmentSeed({ keys, now }: Deps, request: FastifyRequest): string | undefined {
  const { enrolment } = request.session
  if (!enrolment) return undefined
  try {
    const { seed, at } = JSON.parse(open(keys, bindingOf(request), enrolment).reveal())
    return timeLeft(at, withinMs, now()) > 0 ? seed : undefined
  } catch (error) {
    // The key it was sealed with was dropped meanwhile.
    if (error instanceof SealError) return undefined
    throw error
  }
}
