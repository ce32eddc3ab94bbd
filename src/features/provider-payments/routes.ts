import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { HttpProblem } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { actorOf } from '../../http/request.ts'
import { isPanelRequest } from '../../http/security.ts'
import { askForFetch } from './act-on-files.ts'
import { comparedRoutes } from './compared-routes.ts'
import { entryRoutes } from './entry-routes.ts'
import { fileRoutes } from './file-routes.ts'
import { goOnWithWhatIsLeft } from './jobs.ts'
import { overviewPage, workUnderWay } from './overview-page.ts'
import { paymentRoutes } from './payment-routes.ts'
import { paymentPaths } from './payments-paths.ts'
import { questionRoutes } from './question-routes.ts'
import { receiptsRoutes } from './receipts-routes.ts'
import { registerRowRoutes } from './register-row-routes.ts'
import { settingsFormRoutes } from './settings-routes.ts'

/** What the bill provider received for the town, and how it compares with the register. */
export function providerPaymentsRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'billing.read' } } as const
  scope.addHook('onReady', () => goOnWithWhatIsLeft(deps))
  scope.get(paths.providerPayments, read, (request, reply) => overviewPage(request, reply, deps))

  /** What htmx asks for each second while payments are fetched or read. */
  scope.get(paymentPaths.progress, read, async (request, reply) => {
    const job = await workUnderWay(deps)
    if (!isPanelRequest(request)) return reply.redirect(paths.providerPayments, 303)
    if (job) return reply.status(204).send()
    return reply.header('hx-redirect', paths.providerPayments).send('')
  })

  leadBack(scope, read.config, [paymentPaths.fetches])
  scope.post(paymentPaths.fetches, { config: { permission: 'billing.send' } }, async (request, reply) => {
    if (!(await askForFetch(deps, actorOf(request)))) throw stopped
    reply.flash('fetch-asked')
    return reply.redirect(paths.providerPayments, 303)
  })

  fileRoutes(scope, deps)
  comparedRoutes(scope, deps)
  paymentRoutes(scope, deps)
  registerRowRoutes(scope, deps)
  questionRoutes(scope, deps)
  entryRoutes(scope, deps)
  receiptsRoutes(scope, deps)
  settingsFormRoutes(scope, deps)
}

const stopped = new HttpProblem(
  409,
  'No payments are fetched now',
  'The connection to the provider is stopped, because each further try could lock the login. An administrator puts it right on Connection.',
  { link: { path: paths.billProviderConnection, label: 'Look at the connection' } },
)
