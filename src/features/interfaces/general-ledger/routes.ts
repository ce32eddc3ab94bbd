import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { refuseStale } from '../../../http/csrf.ts'
import { paths } from '../../../http/paths.ts'
import {
  answerPage,
  answerSave,
  differences,
  type FormView,
  type SettingsForm,
} from '../../../http/settings-form.ts'
import { dateIn } from '../../../lib/dates.ts'
import { justEnded } from '../../../lib/periods.ts'
import type { Settings, SettingsReader } from '../../../settings/snapshot.ts'
import { effectOf } from '../../update-general-ledger/effect.ts'
import { labelOf } from '../settings.ts'
import { tabPage } from '../tab-page.ts'
import { shownEffect } from './effect-view.ts'
import { type GeneralLedgerForm, keptFields, readGeneralLedgerForm } from './form.ts'
import { postingRows } from './posting-view.ts'
import { saveGeneralLedger } from './save.ts'
import { type GeneralLedgerInput, interfaces, labels, updateMethods } from './settings.ts'

function inWords(input: GeneralLedgerInput) {
  return {
    interface: labelOf(interfaces, input.interface),
    updateMethod: labelOf(updateMethods, input.updateMethod),
    updatePayments: input.updatePayments ? 'Selected' : 'Cleared',
  }
}

function tab(
  request: FastifyRequest,
  reply: FastifyReply,
  settings: Settings,
  view: FormView & { effect?: object },
) {
  const current = settings.generalLedger
  const submitted = view.submitted && {
    ...view.submitted,
    updatePayments: view.submitted.updatePayments === 'on',
  }
  const data = { current, form: submitted ?? current, interfaces, updateMethods, postingRows }
  return tabPage(request, reply, { key: 'general-ledger', settings, view, data })
}

export function generalLedgerRoutes(scope: FastifyInstance, deps: Deps, settings: SettingsReader) {
  const form: SettingsForm<GeneralLedgerForm> = {
    path: paths.generalLedger,
    page: tab,
    read: readGeneralLedgerForm,
    save: (value, { generalLedger }, actor, origin) =>
      saveGeneralLedger(deps, value, generalLedger, actor, origin),
    current: ({ generalLedger }) => generalLedger,
    saved: ({ generalLedger }) =>
      generalLedger.interface === 'none'
        ? 'Saved. The General Ledger interface to Utility Management is off.'
        : 'The General Ledger interface to Utility Management is set up and saved.',
    compare: ({ generalLedger }, value) => differences(labels, inWords(generalLedger), inWords(value)),
  }
  scope.get(form.path, { config: { permission: 'settings.read' } }, (request, reply) =>
    answerPage(request, reply, settings, form),
  )
  scope.post(form.path, { config: { permission: 'interfaces.change', keptFields } }, (request, reply) =>
    answerSave(request, reply, deps, settings, form),
  )
  // What if: the choice as typed is read and tried, never saved.
  const tried = { permission: 'interfaces.change', keptFields } as const
  scope.post(paths.generalLedgerEffect, { config: tried }, async (request, reply) => {
    const all = await settings(request.user.revision)
    const read = refuseStale(request, readGeneralLedgerForm(request.body), 'Show effect')
    const { submitted } = read
    reply.header('hx-push-url', form.path)
    if (!read.ok) return tab(request, reply, all, { status: read.status, submitted, errors: read.errors })
    const period = justEnded(dateIn(all.organization.timeZone, deps.now()))
    const effect = await effectOf(deps, { period, saved: all.generalLedger, submitted: read.value })
    return tab(request, reply, all, { submitted, effect: shownEffect(effect) })
  })
  scope.get(paths.generalLedgerEffect, { config: { permission: 'settings.read' } }, (_request, reply) =>
    reply.redirect(form.path, 303),
  )
  return form
}
