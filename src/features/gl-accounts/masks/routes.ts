import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { paths } from '../../../http/paths.ts'
import { renderPage } from '../../../http/render.ts'
import { answerPage, answerSave, differences, type SettingsForm } from '../../../http/settings-form.ts'
import { maskKinds } from '../../../lib/account-number.ts'
import { momentIn } from '../../../lib/dates.ts'
import { may } from '../../../lib/permissions.ts'
import type { SettingsReader } from '../../../settings/snapshot.ts'
import { keptFields, type MasksForm, readMasksForm } from './form.ts'
import { saveMasks } from './save.ts'

const labels = Object.fromEntries(maskKinds.map(({ value, label }) => [value, label]))

export function maskRoutes(scope: FastifyInstance, deps: Deps, settings: SettingsReader) {
  const form: SettingsForm<MasksForm> = {
    path: paths.accountMasks,
    page(request, reply, { accountMasks, organization }, view) {
      const refused = view.errors || view.conflict
      return renderPage(request, reply.status(view.status ?? 200), {
        template: 'gl-accounts/masks',
        title: `${refused ? 'Error: ' : ''}Masks - GL Accounts`,
        data: {
          ...view,
          path: paths.accountMasks,
          form: view.submitted ?? accountMasks.masks,
          current: accountMasks,
          maskKinds,
          mayChange: may(request.user.role, 'accounts.change'),
          moment: (at: string) => momentIn(organization.timeZone, at),
        },
      })
    },
    read: readMasksForm,
    save: (value, { accountMasks }, actor) => saveMasks(deps, value, accountMasks, actor),
    current: ({ accountMasks }) => accountMasks,
    saved: () => 'The masks are saved.',
    compare: ({ accountMasks }, { masks }) => differences(labels, accountMasks.masks, masks),
  }
  scope.get(form.path, { config: { permission: 'settings.read' } }, (request, reply) =>
    answerPage(request, reply, settings, form),
  )
  scope.post(form.path, { config: { permission: 'accounts.change', keptFields } }, (request, reply) =>
    answerSave(request, reply, deps, settings, form),
  )
}
