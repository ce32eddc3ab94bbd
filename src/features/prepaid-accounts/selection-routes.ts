import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { refuseStale } from '../../http/csrf.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { actorOf, takeDraft } from '../../http/request.ts'
import { accountPath, actPaths } from './account-path.ts'
import { askVendor } from './ask-vendor.ts'
import { confirmPage, readConfirmForm, toConfirm } from './confirm.ts'
import { listPage } from './list-page.ts'
import { addressOf, readSelection } from './selection.ts'
import type { WhenEnrolled } from './settle-call.ts'
import { askForStatus } from './status-jobs.ts'
import { wayToVendor } from './vendor.ts'

const confirmed = [
  { act: 'enroll', path: actPaths.enrollment },
  { act: 'unenroll', path: actPaths.unenrollment },
] as const

/** Of what somebody sends whose session has ended. */
const selected = ['account[]']
const keptFields = [...selected, 'opening', 'all']

const moved =
  'The accounts or the connection changed after this page was shown. Nothing was asked. This is how it is now.'

/** Asks the vendor about accounts that a person selected. */
export function selectionRoutes(scope: FastifyInstance, deps: Deps, whenEnrolled: WhenEnrolled) {
  const change = { permission: 'prepaid.change' } as const
  leadBack(scope, { permission: 'prepaid.read' }, [actPaths.selection])

  scope.post(actPaths.selection, { config: { ...change, keptFields: selected } }, async (request, reply) => {
    const { what } = request.body as { what?: unknown }
    const selection = readSelection(request.body)
    if ('ids' in selection && selection.ids.length === 0)
      return refuse(request, reply, 'Select the accounts first.')
    if (what !== 'status' || !('ids' in selection)) {
      const path = what === 'unenroll' ? actPaths.unenrollment : actPaths.enrollment
      return reply.redirect(addressOf(path, selection), 303)
    }
    const way = await wayToVendor(deps)
    if (!('place' in way))
      return refuse(request, reply, 'missing' in way ? way.missing : 'MyUsage cannot be asked from here.')
    const { ids } = selection
    await askForStatus(deps, ids, actorOf(request))
    reply.flash(`status-asked.${ids.length}`)
    const [only] = ids
    return reply.redirect(ids.length === 1 && only ? accountPath(only) : paths.prepaidAccounts, 303)
  })

  function refuse(request: FastifyRequest, reply: FastifyReply, message: string) {
    return listPage(deps, request, reply, { errors: [{ field: '', message }] }, 422)
  }

  for (const { act, path } of confirmed) {
    scope.get(path, { config: change }, async (request, reply) => {
      const draft = takeDraft(request, path)
      const shown = await toConfirm(deps, act, readSelection(draft?.submitted ?? request.query))
      return confirmPage(request, reply, shown, draft ? { submitted: draft.submitted } : {})
    })

    scope.post(path, { config: { ...change, keptFields } }, async (request, reply) => {
      const shown = await toConfirm(deps, act, readSelection(request.body))
      const button = act === 'enroll' ? 'Enroll' : 'Unenroll'
      const form = refuseStale(request, readConfirmForm(request.body, shown), button)
      const { submitted } = form
      if (!form.ok) return confirmPage(request, reply, shown, { ...form, submitted })
      const { fingerprint } = request.body as { fingerprint?: unknown }
      if (fingerprint !== shown.fingerprint || 'missing' in shown.way) {
        const errors = [{ field: '', message: moved }]
        return confirmPage(request, reply, shown, { status: 409, errors, submitted })
      }
      const asked = { act, ids: shown.accounts.map(({ id }) => id), way: shown.way, ...form.value }
      const count = await askVendor(deps, asked, actorOf(request), whenEnrolled)
      reply.flash(`${act}-${'place' in shown.way ? 'asked' : 'marked'}.${count}`)
      const [only] = asked.ids
      return reply.redirect(asked.ids.length === 1 && only ? accountPath(only) : paths.prepaidAccounts, 303)
    })
  }
}
