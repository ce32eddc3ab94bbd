import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import type { Deps } from '../../deps.ts'
import { readFileChunks } from '../../exchange-files/files-store.ts'
import { HttpProblem, httpProblems } from '../../http/errors.ts'
import { actorOf } from '../../http/request.ts'
import { reconciliationEvents } from './events.ts'
import { reconciliationAt } from './reconciliation-at.ts'
import { reconciliationPaths } from './reconciliation-paths.ts'

/** The very file that is held and sent. */
export function fileRoutes(scope: FastifyInstance, deps: Deps) {
  const take = { config: { permission: 'prepaid.export' } } as const
  scope.get(`${reconciliationPaths.all}/:id/file`, take, async (request, reply) => {
    const one = await reconciliationAt(deps, request)
    const { file } = one
    if (!file) throw httpProblems.notFound()
    if (file.removedAt !== null) throw removedSince(one.id)
    const told = { file: file.name, hash: file.sha256 }
    await appendEvent(deps, deps.db, actorOf(request), reconciliationEvents.downloaded(one, told))
    return reply
      .type('application/octet-stream')
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .header('content-length', file.size)
      .send(Readable.from(readFileChunks(deps.db, file.id)))
  })
}

const removedSince = (id: number) =>
  new HttpProblem(
    410,
    'This file is not kept any more',
    'It is older than seven years. Its name and its SHA-256 are kept.',
    { link: { path: reconciliationPaths.one(id), label: 'Back to the reconciliation' } },
  )
