import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { HttpProblem, httpProblems } from '../../../http/errors.ts'
import { leadBack } from '../../../http/lead-back.ts'
import { paths } from '../../../http/paths.ts'
import { actorOf, rowNumberOf } from '../../../http/request.ts'
import { isPanelRequest } from '../../../http/security.ts'
import { sendCsv } from '../../../http/send-csv.ts'
import { saveUpload, uploadedName } from '../../../http/upload.ts'
import { dateIn } from '../../../lib/dates.ts'
import { sampleTransactionsHeading, sampleTransactionsUntil } from '../../../lib/sample-transactions.ts'
import { askToTakeOut, untilTakenOut } from './ask-to-take-out.ts'
import { newImportFile } from './import-files.ts'
import { findImport, findImportUnderWay } from './import-store.ts'
import { importPath, importView, linkToImport } from './import-view.ts'
import { importsExportRoutes } from './list-export-routes.ts'
import { importsPage } from './list-page.ts'
import { readLayout } from './matching/layout-choice.ts'
import { matchingPage } from './matching/matching-page.ts'
import { matchingRoutes } from './matching/matching-routes.ts'
import { importPage } from './one-import-page.ts'
import { previewPage } from './preview-page.ts'
import { previewRoutes } from './preview-routes.ts'
import { beginImport, cancelImport } from './run-import.ts'

const mostBytes = 1_000_000_000
/** Milliseconds: so much in an hour is 2.2 megabits a second. */
const arriveWithin = 3_600_000

const tooLarge = {
  kept: 'Nothing was imported',
  instead: 'divide it and import the parts one after the other',
}

export function fileRoutes(scope: FastifyInstance, deps: Deps, tell: () => Promise<void>) {
  const read = { config: { permission: 'transactions.read' } } as const
  const change = { config: { permission: 'transactions.import' } } as const
  const takesFile = {
    config: { permission: 'transactions.import', upload: { limit: mostBytes, tooLarge }, arriveWithin },
  } as const

  async function found(request: FastifyRequest) {
    const found = await findImport(deps.db, rowNumberOf(request))
    if (!found) throw httpProblems.notFound()
    return found
  }

  scope.get(paths.transactionImports, read, (request, reply) => importsPage(request, reply, deps))

  scope.get(paths.sampleTransactions, read, async (request, reply) => {
    const { organization } = await deps.settings.at(request.user.revision)
    const rows = sampleTransactionsUntil(dateIn(organization.timeZone, deps.now()))
    return sendCsv(reply, 'sample-transactions.csv', sampleTransactionsHeading, [rows])
  })

  scope.post(paths.transactionImports, takesFile, async (request, reply) => {
    const refuse = (message: string, status = 422) =>
      importsPage(request, reply, deps, { errors: [{ field: 'file', message }], status })
    const busy = () =>
      refuse('Another import is in progress, so this file was not taken. Wait for it or cancel it.', 409)
    if (!request.upload?.filename) return refuse('Choose the file to import.')
    const chosen = await readLayout(deps.db, request.body)
    if (!chosen) {
      const message = 'Choose one of the entries of Layout.'
      return importsPage(request, reply, deps, { errors: [{ field: 'layout', message }], status: 422 })
    }
    if (await findImportUnderWay(deps.db)) return busy()
    const file = newImportFile(deps)
    const bytesAll = await saveUpload(request, file)
    const actor = actorOf(request)
    const fileName = uploadedName(request)
    let id: number | undefined
    try {
      const task = { is: 'recognize', chosen } as const
      if (bytesAll > 0)
        id = await beginImport(deps, { fileName, bytesAll, file: basename(file), actor, task })
    } finally {
      if (id === undefined) await rm(file, { force: true })
    }
    if (id === undefined) return bytesAll > 0 ? busy() : refuse('This file is empty. Choose another.')
    return reply.redirect(importPath(id), 303)
  })

  scope.get(`${paths.transactionImports}/:id`, read, async (request, reply) => {
    const one = await found(request)
    if (one.state === 'waiting') return previewPage(request, reply, deps, one)
    if (one.state === 'matching') return matchingPage(request, reply, deps, one)
    return importPage(request, reply, deps, one)
  })

  /** What htmx asks for each second: only what moves, and what is told at each step, until there is another page. */
  scope.get(`${paths.transactionImports}/:id/progress`, read, async (request, reply) => {
    const view = importView(await found(request))
    if (!isPanelRequest(request)) return reply.redirect(view.path, 303)
    const { told } = request.query as { told?: string }
    // What is asked without it is whether the last rows are gone: until then nothing on that page changes.
    if (view.isBeingTakenOut && told === undefined) return reply.status(204).send()
    if (!view.isReading) return reply.header('hx-redirect', view.path).send('')
    const data = { view, title: `${view.title} - Transactions`, tells: String(view.told) !== told }
    return reply.send(await reply.viewAsync('transactions/progress', data))
  })

  const cancellation = `${paths.transactionImports}/:id/cancellation`
  leadBack(scope, read.config, [cancellation])
  scope.post(cancellation, change, async (request, reply) => {
    const one = await found(request)
    const { id } = one
    const isCanceled = await cancelImport(deps, id, actorOf(request))
    if (!isCanceled && one.isUnderWay) await askToTakeOut(deps, one, actorOf(request))
    if (!isCanceled && !one.isUnderWay)
      throw new HttpProblem(
        409,
        'This import has already ended',
        'Nothing was canceled. Look at what it did.',
        linkToImport(id),
      )
    await untilTakenOut(deps, id)
    return reply.redirect(importPath(id), 303)
  })

  importsExportRoutes(scope, deps)
  previewRoutes(scope, deps, tell)
  matchingRoutes(scope, deps)
}
