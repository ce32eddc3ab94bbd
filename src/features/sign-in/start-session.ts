import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { ownPath, paths } from '../../http/paths.ts'
import { beginSession } from '../../http/session.ts'
import { removeEndedSessions } from '../../http/session-store.ts'
import type { Submitted } from '../../lib/form.ts'
import { twoStepIsRequired } from '../../lib/permissions.ts'
import type { User } from '../../people/user-store.ts'

/** Signs the user in, with a new session id; what was being typed before comes along. */
export function startSession(deps: Deps, request: FastifyRequest, user: User) {
  return freshSession(deps, request, { userId: user.id, round: user.sessionEpoch })
}

/** Remembers, under a new session id, that the password fitted; nobody is signed in until the code does too. */
export function askForCode(deps: Deps, request: FastifyRequest, user: User) {
  return freshSession(deps, request, { pendingUserId: user.id, round: user.sessionEpoch })
}

type Whose = { userId?: number; pendingUserId?: number; round: number }

async function freshSession(deps: Deps, request: FastifyRequest, whose: Whose) {
  await removeEndedSessions(deps)
  const { draft } = request.session
  await beginSession(request, { ...whose, startedAt: deps.now().toISOString() })
  if (draft) request.session.draft = draft
}

/** Keeps what was being typed when an earlier session ended, until its form is drawn again. */
export function keepDraft(request: FastifyRequest, to: string, draft: unknown) {
  const submitted = readDraft(draft)
  request.session.draft = submitted && { path: to, submitted }
}

function readDraft(draft: unknown): Submitted | undefined {
  if (typeof draft !== 'string' || draft === '') return undefined
  try {
    const fields = Object.entries(JSON.parse(draft)).filter(([, value]) => typeof value === 'string')
    return fields.length > 0 ? (Object.fromEntries(fields) as Submitted) : undefined
  } catch {
    return undefined
  }
}

/** Answers a sign-in that is complete; an administrator without two-step sign-in is asked about it first. */
export function welcome(
  { config }: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  user: User,
  to: string,
) {
  const asks =
    // A person who was in the middle of something goes on with it.
    !request.session.draft &&
    user.role === 'administrator' &&
    user.twoStepAt === null &&
    !twoStepIsRequired(config.twoStep, user.role)
  return reply.redirect(asks ? withReturn(paths.twoStepOffer, to) : to, 303)
}

export function withReturn(path: string, to: unknown) {
  const there = ownPath(to)
  return there === paths.home ? path : `${path}?to=${encodeURIComponent(there)}`
}
