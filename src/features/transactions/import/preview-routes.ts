import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { HttpProblem, httpProblems } from '../../../http/errors.ts'
import { leadBack } from '../../../http/lead-back.ts'
import { paths } from '../../../http/paths.ts'
import { actorOf, rowNumberOf } from '../../../http/request.ts'
import { removeImportFile } from './import-files.ts'
import { findImport } from './import-store.ts'
import { importPath, linkToImport } from './import-view.ts'
import { previewPage } from './preview-page.ts'
import { confirmImport } from './run-import.ts'

const changed = {
  field: '',
  message:
    'The file was read again after this page was shown, so nothing was imported. This is what the import would do now.',
}

export function previewRoutes(scope: FastifyInstance, deps: Deps, tell: () => Promise<void>) {
  const change = { config: { permission: 'transactions.import' } } as const
  const path = `${paths.transactionImports}/:id/confirmation`
  leadBack(scope, { permission: 'transactions.read' }, [path])
  scope.post(path, change, async (request, reply) => {
    const id = rowNumberOf(request)
    const { fingerprint } = request.body as { fingerprint?: unknown }
    const outcome = await confirmImport(deps, id, String(fingerprint), actorOf(request))
    const one = await findImport(deps.db, id)
    if (outcome === 'done') {
      // Nobody reads it again.
      if (one) await removeImportFile(deps, one.file)
      await tell()
      return reply.redirect(importPath(id), 303)
    }
    if (!one) throw httpProblems.notFound()
    if (one.state === 'waiting')
      return previewPage(request, reply, deps, one, { errors: [changed], status: 409 })
    throw new HttpProblem(
      409,
      'This import does not wait to be imported',
      'Nothing was changed. Look at what it did.',
      linkToImport(id),
    )
  })
}
