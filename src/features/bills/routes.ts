import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { rowNumberOf } from '../../http/request.ts'
import { billRoutes } from './bill-routes.ts'
import { runPage } from './bill-run-page.ts'
import { exportRoutes } from './export-routes.ts'
import { fileMaker } from './file/file-maker.ts'
import { fileRoutes } from './file-routes.ts'
import { matchingPage, matchingRoutes } from './import/matching-routes.ts'
import { findMatching } from './import/matching-store.ts'
import { billsReader } from './import/stage.ts'
import { uploadRoutes } from './import/upload-routes.ts'
import { listPage } from './list-page.ts'
import { findRun } from './runs-store.ts'
import { sendRoutes } from './send-routes.ts'

const messages: Record<string, string> = {
  // What a cookie says is looked up here: it finds nothing that objects have by themselves.
  __proto__: null as never,
  'brought-in': 'The bills are brought in. Look at the preview below; nothing is sent yet.',
  removed: 'The bills are removed. Nothing of them was sent.',
  written: 'The file is written.',
  sent: 'The bills are on their way. This page says when they have arrived.',
  'for-later': 'The bills are sent at that time. Until then the send can be canceled.',
  uploaded: 'Noted: you uploaded the file.',
  canceled: 'The send is canceled. Nothing was sent.',
  'going-on': 'It is done as soon as the connection is free. This page says how it ended.',
  arrived: 'Noted: the provider has the file.',
}

export function billsRoutes(scope: FastifyInstance, deps: Deps) {
  const reader = billsReader(deps)
  const maker = fileMaker(deps)
  scope.addHook('preClose', async () => {
    reader.close()
    maker.close()
  })
  const read = { config: { permission: 'billing.read' } } as const
  const messageOf = (flash: string | undefined) => {
    const message = messages[flash ?? '']
    return message ? { message } : {}
  }

  scope.get(paths.bills, read, (request, reply) =>
    listPage(deps, request, reply, messageOf(reply.takeFlash())),
  )
  scope.get(`${paths.bills}/:id`, read, async (request, reply) => {
    const id = rowNumberOf(request)
    const run = await findRun(deps.db, id)
    if (run?.isBroughtIn) return runPage(deps, request, reply, run, messageOf(reply.takeFlash()))
    const matching = run && (await findMatching(deps.db, id))
    if (!matching) throw httpProblems.notFound()
    return matchingPage(deps, request, reply, matching)
  })
  uploadRoutes(scope, deps, reader, maker)
  matchingRoutes(scope, deps, reader, maker)
  fileRoutes(scope, deps, maker)
  sendRoutes(scope, deps)
  billRoutes(scope, deps)
  exportRoutes(scope, deps)
}
