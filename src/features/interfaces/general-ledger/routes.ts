import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { paths } from '../../../http/paths.ts'
import type { SettingsReader } from '../../settings/current.ts'
import { answerPage, answerSave, differences, type SettingsForm } from '../../settings/form-page.ts'
import { labelOf } from '../settings.ts'
import { tabPage } from '../tab-page.ts'
import { type GeneralLedgerForm, keeps, readGeneralLedgerForm } from './form.ts'
import { postingRows } from './posting-words.ts'
import { saveGeneralLedger } from './save.ts'
import { type GeneralLedgerInput, interfaces, labels, updateMethods } from './settings.ts'

function inWords(input: GeneralLedgerInput) {
  return {
    interface: labelOf(interfaces, input.interface),
    updateMethod: labelOf(updateMethods, input.updateMethod),
    updatePayments: input.updatePayments ? 'Selected' : 'Cleared',
  }
}

export function generalLedgerRoutes(scope: FastifyInstance, deps: Deps, settings: SettingsReader) {
  const form: SettingsForm<GeneralLedgerForm> = {
    path: paths.generalLedger,
    page(request, reply, settings, view) {
      const current = settings.generalLedger
      const typed = view.typed && { ...view.typed, updatePayments: view.typed.updatePayments === 'on' }
      const data = { current, form: typed ?? current, interfaces, updateMethods, postingRows }
      return tabPage(request, reply, { key: 'general-ledger', settings, view, data })
    },
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
  scope.post(form.path, { config: { permission: 'interfaces.change', keeps } }, (request, reply) =>
    answerSave(request, reply, deps, settings, form),
  )
  return form
}
