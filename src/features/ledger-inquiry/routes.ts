import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { fits } from '../../lib/chart-format.ts'
import { accountCsv, accountPage } from './account-page.ts'
import { pathOf, readInquiry, spanQuery } from './inquiry.ts'
import { meantAccount } from './meant-account.ts'
import { trialBalanceCsv, trialBalancePage } from './trial-balance-page.ts'

/** What is in the ledger kept here: every account's balance, and one account entry by entry. */
export function ledgerInquiryRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'ledger.read' } } as const

  scope.get(paths.ledgerInquiry, read, async (request, reply) => {
    const form = await readInquiry(deps, request)
    if (!form.ok || form.value.account === '') return trialBalancePage(request, reply, deps, form)
    return reply.redirect(`${pathOf(form.value.account)}?${spanQuery(form)}`, 303)
  })

  scope.get(paths.trialBalanceCsv, read, async (request, reply) => {
    const form = await readInquiry(deps, request)
    if (!form.ok) return trialBalancePage(request, reply, deps, form)
    return trialBalanceCsv(request, reply, deps, form)
  })

  /** An account of any address is one that fits a format; another way to write its number leads to it. */
  async function answer(request: FastifyRequest, reply: FastifyReply, ending: '' | '/entries.csv') {
    const { account } = request.params as { account: string }
    const form = await readInquiry(deps, request)
    if (!form.formats.some((format) => fits(account, format))) {
      const meant = account.length <= 100 ? await meantAccount(deps.db, account, form.formats) : undefined
      if (!meant?.ok) throw httpProblems.notFound()
      const query = new URLSearchParams(request.query as Record<string, string>)
      // Addresses had the digits alone once.
      if (meant.number !== account) return reply.redirect(`${pathOf(meant.number)}${ending}?${query}`, 303)
    }
    if (!form.ok) return trialBalancePage(request, reply, deps, form)
    return ending
      ? accountCsv(request, reply, deps, account, form)
      : accountPage(request, reply, deps, account, form)
  }

  scope.get(`${paths.ledgerInquiry}/:account`, read, (request, reply) => answer(request, reply, ''))
  scope.get(`${paths.ledgerInquiry}/:account/entries.csv`, read, (request, reply) =>
    answer(request, reply, '/entries.csv'),
  )
}
