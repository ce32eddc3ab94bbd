import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Trouble, troubleInWords, troubleOf } from '../../db/trouble.ts'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { Counter, Histogram, type Told } from './exposition.ts'

/** Seconds: of a page, of a save behind others, and of what somebody waits for. */
const limits = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30]

const kinds: string[] = [...(Object.keys(troubleInWords) as Trouble[]), 'fault']
const methods = ['GET', 'HEAD', 'POST']

/** Its pattern, so that no number or name of anybody is in it; whatever has none is one. */
function routeOf({ routeOptions: { url, config } }: FastifyRequest) {
  if (config?.asset) return paths.assets
  return url ?? 'unknown'
}

/** Counts what happens from now on. Returns what tells it. */
export function countRequests(app: FastifyInstance, { db }: Deps): () => Told[] {
  const requests = new Counter('utility_http_requests_total', 'Requests that were answered.')
  const times = new Histogram('utility_http_request_duration_seconds', 'How long an answer took.', limits)
  const errors = new Counter(
    'utility_errors_total',
    'Requests that failed for a fault here.',
    kinds.map((kind) => ({ kind })),
  )
  const signIns = new Counter(
    'utility_sign_ins_refused_total',
    'Passwords, codes and logins that were wrong, and those not looked at because the address has to wait.',
    [{ reason: 'wrong' }, { reason: 'waits' }],
  )
  const statements = new Counter('utility_statements_total', 'Statements to the database by this process.', [
    {},
  ])

  app.addHook('onError', async (_request, _reply, error) => {
    const status = (error as { status?: number }).status ?? error.statusCode ?? 500
    if (status >= 500) errors.add({ kind: troubleOf(error) ?? 'fault' })
  })
  app.addHook('onResponse', async (request, reply) => {
    const method = methods.includes(request.method) ? request.method : 'unknown'
    const route = routeOf(request)
    const status = String(reply.statusCode)
    requests.add({ method, route, status })
    times.note({ method, route }, reply.elapsedTime / 1_000)
    if (request.isWrongGuess) signIns.add({ reason: 'wrong' })
    else if (status === '429') signIns.add({ reason: 'waits' })
  })
  const note = () => statements.add()
  db.on('query', note)
  app.addHook('onClose', async () => void db.removeListener('query', note))
  return () => [requests, times, errors, signIns, statements].map((counted) => counted.told())
}
