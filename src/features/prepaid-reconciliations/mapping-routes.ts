import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { answerPage, answerSave, differences, type SettingsForm } from '../../http/settings-form.ts'
import { labelOf } from '../../lib/form.ts'
import { askedServices } from './mapped-services.ts'
import {
  keptFields,
  type MappingForm,
  partChoices,
  readMappingForm,
  submittedMapping,
} from './mapping-form.ts'
import { reconciliationPaths } from './reconciliation-paths.ts'
import { saveMapping } from './save-mapping.ts'
import { adjustmentRules, depositRules, prepaidReconciliations as section } from './settings.ts'

/** What each service counts as in reconciliations. */
export function mappingRoutes(scope: FastifyInstance, deps: Deps) {
  const permission = 'interfaces.change'

  async function formFor(): Promise<SettingsForm<MappingForm>> {
    const services = await askedServices(deps.db, (await deps.settings.now()).prepaidReconciliations)
    const codes = services.map(({ code }) => code)
    return {
      path: reconciliationPaths.mapping,
      ...{ permission, keptFields },
      template: 'prepaid-reconciliations/mapping',
      title: () => 'What services count as - Prepaid',
      values: ({ prepaidReconciliations: saved }) => submittedMapping(saved, codes),
      data: () => ({
        ...{ subject: section.subject, fields: section.fields, adjustmentRules, depositRules, services },
        ...{ parts: partChoices, all: reconciliationPaths.all },
      }),
      read: (body, { prepaidReconciliations: saved }) => readMappingForm(body, saved.parts),
      save: (value, settings, actor) => saveMapping(deps, value, settings, actor),
      current: (settings) => settings.prepaidReconciliations,
      savedMessage: () => 'Saved. Reconciliations that are made from now on count like this.',
      compare({ prepaidReconciliations: saved }, value) {
        const [was, is] = [new Map(saved.parts), new Map(value.parts)]
        const label = (part = '') => labelOf(partChoices, part)
        return [
          ...codes.map((code) => ({
            ...{ label: code, saved: label(was.get(code)), submitted: label(is.get(code)) },
          })),
          ...differences(section.fields, saved, value),
        ]
      },
    }
  }

  scope.get(reconciliationPaths.mapping, { config: { permission: 'prepaid.read' } }, async (request, reply) =>
    answerPage(request, reply, deps, await formFor()),
  )
  scope.post(reconciliationPaths.mapping, { config: { permission, keptFields } }, async (request, reply) =>
    answerSave(request, reply, deps, await formFor()),
  )
}
