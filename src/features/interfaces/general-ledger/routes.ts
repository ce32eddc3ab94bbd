import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { refuseStale } from '../../../http/csrf.ts'
import { paths } from '../../../http/paths.ts'
import { differences, formPage, type SettingsForm, settingsRoutes } from '../../../http/settings-form.ts'
import { dateIn } from '../../../lib/dates.ts'
import { justEnded } from '../../../lib/periods.ts'
import { saveSection } from '../../../versioned-form/save-version.ts'
import { interfaces } from '../registry.ts'
import { onSince } from '../settings.ts'
import { tabForm } from '../tab.ts'
import { type GeneralLedgerForm, keptFields, readGeneralLedgerForm } from './form.ts'
import { type EffectOf, formatEffect, postingRows } from './ledger-view.ts'
import { generalLedger as section, updateMethods } from './settings.ts'

export function generalLedgerRoutes(scope: FastifyInstance, deps: Deps, effectOf: EffectOf) {
  const tab = tabForm(deps, interfaces[0], section)
  const form: SettingsForm<GeneralLedgerForm> = {
    ...tab,
    keptFields,
    data: async (settings) => ({
      ...(await tab.data(settings)),
      updateMethods,
      postingRows: postingRows(settings.generalLedger),
      isOn: settings.generalLedger.onSince !== null,
    }),
    read: readGeneralLedgerForm,
    save(value, { generalLedger }, actor, restores) {
      const columns = { on_since: onSince(generalLedger, value.interface, deps.now()) }
      return saveSection(deps, section, value, generalLedger, { actor, restores, columns })
    },
    compare: ({ generalLedger }, value) => differences(section.fields, generalLedger, value),
  }
  settingsRoutes(scope, deps, form)
  // What if: the choice as typed is read and tried, never saved.
  const tried = { permission: 'interfaces.change', keptFields } as const
  scope.post(paths.generalLedgerEffect, { config: tried }, async (request, reply) => {
    const settings = await deps.settings.at(request.user.revision)
    const read = refuseStale(request, readGeneralLedgerForm(request.body), 'Show effect')
    const { submitted } = read
    reply.header('hx-push-url', form.path)
    if (!read.ok) {
      return formPage(request, reply, form, settings, { status: read.status, submitted, errors: read.errors })
    }
    const period = justEnded(dateIn(settings.organization.timeZone, deps.now()))
    const effect = await effectOf(deps, { period, saved: settings.generalLedger, submitted: read.value })
    return formPage(request, reply, form, settings, { submitted, effect: formatEffect(effect) })
  })
  scope.get(paths.generalLedgerEffect, { config: { permission: 'settings.read' } }, (_request, reply) =>
    reply.redirect(form.path, 303),
  )
  return form
}
