import formbody from '@fastify/formbody'
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { deniedAccessRecorder } from './audit/denied-access.ts'
import { auditEvents, reportEvents } from './audit-events.ts'
import type { Deps } from './deps.ts'
import { billsPurpose } from './features/bills/import/purpose.ts'
import { billSteps } from './features/bills/month-steps.ts'
import { billsRoutes } from './features/bills/routes.ts'
import { fileLayoutsRoutes } from './features/file-layouts/routes.ts'
import { isChosen } from './features/file-layouts/settings.ts'
import { chartPurpose } from './features/gl-accounts/import/purpose.ts'
import { accountSteps } from './features/gl-accounts/month-steps.ts'
import { glAccountsRoutes } from './features/gl-accounts/routes.ts'
import { healthRoutes } from './features/health/routes.ts'
import { watchTown } from './features/health/town-watch.ts'
import { helpRoutes } from './features/help/routes.ts'
import { recordRoutes } from './features/history/record-routes.ts'
import { recordFormat } from './features/history/record-view.ts'
import { historyRoutes } from './features/history/routes.ts'
import { homeRoutes } from './features/home/routes.ts'
import { importProfileRoutes } from './features/import-profiles/routes.ts'
import { interfaceStates, interfaceSteps } from './features/interfaces/month-steps.ts'
import { interfaceRoutes } from './features/interfaces/routes.ts'
import { ledgerInquiryRoutes } from './features/ledger-inquiry/routes.ts'
import { metricsRoutes } from './features/metrics/routes.ts'
import { multispeakRoutes } from './features/multispeak/routes.ts'
import { myAccountRoutes } from './features/my-account/routes.ts'
import { twoStepRoutes } from './features/my-account/two-step/routes.ts'
import { organizationRoutes } from './features/organization/routes.ts'
import { periodSteps } from './features/posting-periods/month-steps.ts'
import { postingPeriodsRoutes } from './features/posting-periods/routes.ts'
import { prepaidPurpose } from './features/prepaid-accounts/import/purpose.ts'
import { prepaidAccountSteps } from './features/prepaid-accounts/month-steps.ts'
import { prepaidAccountsRoutes } from './features/prepaid-accounts/routes.ts'
import { keepGoneRows } from './features/prepaid-balances/gone-rows-store.ts'
import { noteAnew, noteRegisterAnew } from './features/prepaid-balances/jobs.ts'
import { prepaidBalanceSteps } from './features/prepaid-balances/month-steps.ts'
import { prepaidBalancesRoutes } from './features/prepaid-balances/routes.ts'
import { reconcileClosed } from './features/prepaid-reconciliations/ask-to-make.ts'
import { reconciliationSteps } from './features/prepaid-reconciliations/month-steps.ts'
import { prepaidReconciliationsRoutes } from './features/prepaid-reconciliations/routes.ts'
import { doublesInTheWay, entriesInUse } from './features/provider-payments/entry-blockers.ts'
import { comparePaymentsAnew } from './features/provider-payments/jobs.ts'
import { providerPaymentSteps } from './features/provider-payments/month-steps.ts'
import { providerPaymentsRoutes } from './features/provider-payments/routes.ts'
import { type SampleTown, sampleTownRoutes } from './features/sample-town/routes.ts'
import { codeRoutes } from './features/sign-in/code-routes.ts'
import { signInRoutes, signOutRoutes } from './features/sign-in/routes.ts'
import { transactionsPurpose } from './features/transactions/import/purpose.ts'
import { transactionSteps } from './features/transactions/month-steps.ts'
import { transactionRoutes } from './features/transactions/routes.ts'
import { batchesInUse } from './features/update-general-ledger/batches-in-use.ts'
import { effectOf } from './features/update-general-ledger/effect.ts'
import { ledgerSteps } from './features/update-general-ledger/month-steps.ts'
import { outsideNameInUse } from './features/update-general-ledger/outside-name-in-use.ts'
import { updateGeneralLedgerRoutes } from './features/update-general-ledger/routes.ts'
import { oneUserRoutes } from './features/users/one-user-routes.ts'
import { userListRoutes } from './features/users/routes.ts'
import { vendorLoginRoutes } from './features/vendor-login/routes.ts'
import { registerAssets } from './http/assets.ts'
import { registerCompression } from './http/compress.ts'
import { registerCsrf } from './http/csrf.ts'
import { refuseWithoutDatabaseFile } from './http/database-there.ts'
import { answerBadAddress, registerErrors } from './http/errors.ts'
import { registerFlash } from './http/flash.ts'
import { readForwarded } from './http/forwarded.ts'
import { arriveInTime, bodyLimit, keepQuietly, limits, readAddresses, readFields } from './http/limits.ts'
import { registerRequestLog } from './http/log.ts'
import { paths } from './http/paths.ts'
import { registerViews } from './http/render.ts'
import { registerSecurityHeaders } from './http/security.ts'
import { securityTextRoutes } from './http/security-text.ts'
import { extendSessionRoutes, registerSession } from './http/session.ts'
import { registerSheets } from './http/sheets.ts'
import { closeToTheSignedOut } from './http/signed-in.ts'
import { renewCertificate, tlsOptions } from './http/tls.ts'
import { registerUploads } from './http/upload.ts'
import { billsSentPurpose } from './import-profiles/bills-sent-purpose.ts'
import { paymentsPurpose } from './import-profiles/payments-purpose.ts'

/**
 * The product without its process: plugins and features in the order they are registered. `setUpCode` opens the set-up
 * page while there is no user; `sampleTown` marks a town that is only for trying, and can make it new.
 */
export async function buildApp(
  deps: Deps,
  { setUpCode, sampleTown }: { setUpCode: string | undefined; sampleTown?: SampleTown },
): Promise<FastifyInstance> {
  // Behind a proxy the browser speaks TLS; without TLS at all the cookie must work on plain HTTP.
  const secure = deps.config.trustProxy !== false || deps.config.tls !== undefined
  const app = fastify({
    loggerInstance: deps.log,
    trustProxy: deps.config.trustProxy,
    bodyLimit,
    routerOptions: { ignoreTrailingSlash: true },
    ...limits,
    ...(deps.config.tls ? { https: tlsOptions(deps.config.tls) } : {}),
    // Its line for each request would hold the address with the query; http/log.ts writes our own.
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      void answerBadAddress(app, error, request, reply),
  })
  // Pages post forms; nothing else is read.
  app.removeAllContentTypeParsers()
  await app.register(formbody, { bodyLimit, parser: readFields })
  app.decorateRequest('user', null as never)
  app.decorateRequest('isWrongGuess', false)

  const assets = await registerAssets(app)
  arriveInTime(app)
  readForwarded(app, deps.config)
  keepQuietly(app)
  readAddresses(app)
  registerRequestLog(app)
  registerErrors(app)
  registerCompression(app)
  registerSecurityHeaders(app, { secure })
  registerSheets(app)
  await registerViews(app, assets, deps, { isSampleTown: sampleTown !== undefined })
  if (deps.config.tls) renewCertificate(app, deps.config.tls, deps.now)
  const watch = watchTown(app, deps, refuseWithoutDatabaseFile(app, deps))
  healthRoutes(app, deps, watch)
  metricsRoutes(app, deps, watch)
  securityTextRoutes(app, deps)
  await app.register((vendors) => multispeakRoutes(vendors, deps))

  await app.register(async (withSession) => {
    await registerSession(withSession, deps, { secure })
    registerFlash(withSession, { secure })
    registerCsrf(withSession, deps, { secure })
    // Passwords of a sample town end with its process: nobody there is asked to protect theirs.
    signInRoutes(withSession, deps, { setUpCode, asksForTwoStep: sampleTown === undefined })
    codeRoutes(withSession, deps)

    await withSession.register(async (signedIn) => {
      closeToTheSignedOut(signedIn, deps, deniedAccessRecorder(deps))
      await registerUploads(signedIn)
      const forms = interfaceRoutes(signedIn, deps, effectOf)
      vendorLoginRoutes(signedIn, deps)
      organizationRoutes(signedIn, deps)
      transactionRoutes(signedIn, deps, {
        uses: [batchesInUse, entriesInUse],
        whenTakenOut: [keepGoneRows],
        watchers: [comparePaymentsAnew, noteRegisterAnew],
      })
      const layoutsPage = { path: paths.fileLayouts, label: 'Layouts', isChosen }
      importProfileRoutes(signedIn, deps, [
        { purpose: transactionsPurpose, change: 'transactions.import' },
        { purpose: chartPurpose, change: 'accounts.change' },
        { purpose: billsSentPurpose, change: 'billing.send', page: layoutsPage },
        { purpose: paymentsPurpose, change: 'billing.send', page: layoutsPage },
        { purpose: billsPurpose, change: 'billing.send' },
        { purpose: prepaidPurpose, change: 'prepaid.change' },
      ])
      fileLayoutsRoutes(signedIn, deps)
      billsRoutes(signedIn, deps)
      userListRoutes(signedIn, deps)
      oneUserRoutes(signedIn, deps)
      myAccountRoutes(signedIn, deps)
      glAccountsRoutes(signedIn, deps, outsideNameInUse)
      postingPeriodsRoutes(signedIn, deps, [reconcileClosed])
      updateGeneralLedgerRoutes(signedIn, deps, doublesInTheWay)
      ledgerInquiryRoutes(signedIn, deps)
      providerPaymentsRoutes(signedIn, deps)
      prepaidAccountsRoutes(signedIn, deps, [noteAnew])
      prepaidReconciliationsRoutes(signedIn, deps)
      prepaidBalancesRoutes(signedIn, deps)
      const format = recordFormat(auditEvents, deps.settings.sections)
      // In the order in which an office does them; what comes later has its place among them.
      const steps = [
        ...[interfaceSteps, accountSteps, transactionSteps, billSteps, providerPaymentSteps],
        ...[prepaidAccountSteps, prepaidBalanceSteps],
        ...[ledgerSteps(reportEvents), periodSteps, reconciliationSteps],
      ]
      homeRoutes(signedIn, deps, { steps, interfaces: interfaceStates, format })
      historyRoutes(signedIn, deps, format)
      recordRoutes(signedIn, deps, forms, format)
      helpRoutes(signedIn, deps)
      signOutRoutes(signedIn, deps)
      extendSessionRoutes(signedIn)
      twoStepRoutes(signedIn, deps)
      if (sampleTown) sampleTownRoutes(signedIn, sampleTown)
    })
  })
  return app
}
