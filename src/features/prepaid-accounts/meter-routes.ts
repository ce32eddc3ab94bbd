import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { refuseStale } from '../../http/csrf.ts'
import { HttpProblem } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf, takeDraft } from '../../http/request.ts'
import { dateIn } from '../../lib/dates.ts'
import type { FieldError, Submitted } from '../../lib/form.ts'
import { accountAt } from './account-at.ts'
import { accountPath } from './account-path.ts'
import { titleOf } from './account-view.ts'
import { asking, askVendor } from './ask-vendor.ts'
import { callState } from './call.ts'
import type { ListedAccount } from './list-store.ts'
import { meterFields, readMeterForm } from './meter-form.ts'
import type { WhenEnrolled } from './settle-call.ts'
import { wayToVendor } from './vendor.ts'

type View = { status?: number; errors?: FieldError[]; submitted?: Submitted }

/** Tells the vendor that an account has another meter. */
export function meterRoutes(scope: FastifyInstance, deps: Deps, whenEnrolled: WhenEnrolled) {
  const path = `${paths.prepaidAccounts}/:id/meter-exchange`
  const change = { config: { permission: 'prepaid.change', keptFields: meterFields } } as const

  async function page(
    request: FastifyRequest,
    reply: FastifyReply,
    account: ListedAccount,
    { status = 200, errors, submitted }: View = {},
  ) {
    const way = await wayToVendor(deps)
    const here = accountPath(account.id)
    return renderPage(request, reply.status(status), {
      template: 'prepaid-accounts/meter-exchange',
      title: `Meter exchanged, ${account.customer}, ${account.service} - Prepaid`,
      trail: [[titleOf(account), here]],
      data: {
        ...{
          errors,
          submitted,
          back: here,
          path: `${here}/meter-exchange`,
          meter: account.meter || 'not known',
        },
        values: submitted ?? {},
        missing: 'missing' in way ? way.missing : undefined,
        place: 'place' in way ? way.place : undefined,
      },
    })
  }

  async function changeable(request: FastifyRequest) {
    const account = await accountAt(deps, request)
    const isOpen = account.act !== null && !['done', 'refused', 'canceled'].includes(callState(account))
    if (asking.meter.from.includes(account.state) && !isOpen) return account
    throw new HttpProblem(
      409,
      'The vendor cannot be told of a meter of this account now',
      'Only an enrolled account, for which nothing else is asked, has a meter at the vendor. For others, bring in the new meter.',
      { link: { path: accountPath(account.id), label: 'Look at the account' } },
    )
  }

  scope.get(path, change, async (request, reply) => {
    const account = await changeable(request)
    const draft = takeDraft(request, `${accountPath(account.id)}/meter-exchange`)
    return page(request, reply, account, draft ? { submitted: draft.submitted } : {})
  })

  scope.post(path, change, async (request, reply) => {
    const account = await changeable(request)
    const { organization } = await deps.settings.at(request.user.revision)
    const today = dateIn(organization.timeZone, deps.now())
    const form = refuseStale(request, readMeterForm(request.body, account, today), 'Tell the vendor')
    const { submitted } = form
    if (!form.ok) return page(request, reply, account, { ...form, submitted })
    const way = await wayToVendor(deps)
    if ('missing' in way) {
      const errors = [{ field: '', message: way.missing }]
      return page(request, reply, account, { status: 409, errors, submitted })
    }
    const asked = { act: 'meter' as const, ids: [account.id], way, exchange: form.value }
    await askVendor(deps, asked, actorOf(request), whenEnrolled)
    reply.flash('place' in way ? 'meter-asked' : 'meter-marked')
    return reply.redirect(accountPath(account.id), 303)
  })
}
