import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { refuseStale } from '../../http/csrf.ts'
import { HttpProblem, httpProblems } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { actorOf, rowNumberOf } from '../../http/request.ts'
import { FormReader } from '../../lib/form.ts'
import { may } from '../../lib/permissions.ts'
import { balancePaths, entryPath } from './balance-paths.ts'
import { leaveOut, sendAgain, takeAsArrived, tryAgain } from './decide.ts'
import { type Entry, findEntry } from './entries-list-store.ts'
import { entryPage, openPage } from './entry-page.ts'
import type { EntryState } from './entry-state.ts'
import { tryAllAgain } from './try-all-again.ts'

const longestReason = 200

const messages: Record<string, string> = {
  // What a cookie says is looked up here: it finds nothing that objects have by themselves.
  __proto__: null as never,
  tried: 'It is sent as soon as the connection is free. This page says how it ended.',
  arrived: 'Noted: the vendor has it.',
  again: 'It is sent again as soon as the connection is free.',
  'left-out': 'It is left out: the vendor is not told of it by us.',
}

/** What surely did not arrive; and what may have, which only those decide who set connections up. */
const notArrived: EntryState[] = ['held', 'waiting', 'ready']
const all: EntryState[] = [...notArrived, 'unknown', 'may-be-told']

/** What is sent to the vendor, one by one, and what a person decides about it. */
export function entryRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'prepaid.read' } } as const
  const path = (what: string) => `${balancePaths.entries}/:id/${what}`
  leadBack(scope, read.config, [...['try', 'arrival', 'again', 'leaving-out'].map(path), balancePaths.tryAll])

  async function entryAt(request: FastifyRequest): Promise<Entry> {
    const entry = await findEntry(deps.db, rowNumberOf(request))
    if (!entry) throw httpProblems.notFound()
    return entry
  }

  scope.get(balancePaths.open, read, (request, reply) => {
    const tried = /^tried\.(\d+)$/.exec(reply.takeFlash() ?? '')?.[1]
    const message = tried && `${tried} of them are tried again, one after the other.`
    return openPage(deps, request, reply, message ? { message } : {})
  })
  scope.get(`${balancePaths.entries}/:id`, read, async (request, reply) => {
    const entry = await entryAt(request)
    return entryPage(deps, request, reply, entry, { message: messages[reply.takeFlash() ?? ''] })
  })

  type Asked = Parameters<typeof tryAgain>[1]
  type Act = (asked: Asked & { reason: string }, request: FastifyRequest) => Promise<boolean>
  async function answer(request: FastifyRequest, reply: FastifyReply, flash: string, isDone: boolean) {
    const id = rowNumberOf(request)
    if (!isDone) throw otherwiseByNow(id)
    reply.flash(flash)
    return reply.redirect(entryPath(id), 303)
  }
  function askedOf(request: FastifyRequest) {
    const { began } = (request.body ?? {}) as { began?: unknown }
    return { id: rowNumberOf(request), actor: actorOf(request), began: String(began ?? '') }
  }

  async function withReason(request: FastifyRequest, reply: FastifyReply, flash: string, act: Act) {
    const form = new FormReader(request.body)
    const missing = 'Type the reason. History keeps it.'
    const reason = form.text('reason', 'Reason', { limit: longestReason, missing })
    const read = refuseStale(request, form.result(reason), 'the button')
    if (read.ok)
      return answer(request, reply, flash, await act({ ...askedOf(request), reason: read.value }, request))
    const { status, errors, submitted } = read
    return entryPage(deps, request, reply, await entryAt(request), { status, errors, submitted })
  }

  const change = { permission: 'prepaid.change' } as const
  const decide = { permission: 'connections.change' } as const
  const keptFields = ['reason']
  scope.post(balancePaths.tryAll, { config: change }, async (request, reply) => {
    reply.flash(`tried.${await tryAllAgain(deps, actorOf(request))}`)
    return reply.redirect(balancePaths.open, 303)
  })
  scope.post(path('try'), { config: change }, async (request, reply) =>
    answer(request, reply, 'tried', await tryAgain(deps, askedOf(request))),
  )
  scope.post(path('arrival'), { config: decide }, async (request, reply) =>
    answer(request, reply, 'arrived', await takeAsArrived(deps, askedOf(request))),
  )
  scope.post(path('again'), { config: { ...decide, keptFields } }, (request, reply) =>
    withReason(request, reply, 'again', (asked) => sendAgain(deps, asked)),
  )
  scope.post(path('leaving-out'), { config: { ...change, keptFields } }, (request, reply) =>
    withReason(request, reply, 'left-out', (asked, { user }) =>
      leaveOut(deps, asked, may(user.role, 'connections.change') ? all : notArrived),
    ),
  )
}

const otherwiseByNow = (id: number) =>
  new HttpProblem(409, 'It has got on meanwhile', 'Nothing was changed. Look at how it is now.', {
    link: { path: entryPath(id), label: 'Back to it' },
  })
