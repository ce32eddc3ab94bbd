import type { FastifyInstance, FastifyRequest } from 'fastify'
import { transaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { answerPage, answerSave, differences, type SettingsForm } from '../../http/settings-form.ts'
import { asSubmitted } from '../../settings/section.ts'
import { saveSection } from '../../versioned-form/save-version.ts'
import { keptFields, type ProviderPaymentsForm, readProviderPaymentsForm } from './form.ts'
import { askFor, compareJob } from './jobs.ts'
import { paymentPaths } from './payments-paths.ts'
import { serviceCodes } from './service-codes.ts'
import { feeRules, modes, providerPayments as section, serviceRules } from './settings.ts'

/** How payments are read, compared and entered. */
export function settingsFormRoutes(scope: FastifyInstance, deps: Deps) {
  const permission = 'connections.change'
  async function formFor(): Promise<SettingsForm<ProviderPaymentsForm>> {
    const services = await serviceCodes(deps)
    return {
      path: paymentPaths.settings,
      permission,
      keptFields,
      template: 'provider-payments/settings',
      title: () => 'Settings - Payments',
      values: (settings) => asSubmitted(section, settings.providerPayments),
      data: () => ({
        here: 'settings',
        links: paymentPaths,
        subject: section.subject,
        fields: section.fields,
        ...{ modes, feeRules, serviceRules, services },
      }),
      read: (body) => readProviderPaymentsForm(body, services),
      async save(value, settings, actor) {
        const saved = await saveSection(deps, section, value, settings.providerPayments, { actor })
        if (saved !== 'saved') return saved
        await transaction(deps.db, (trx) =>
          askFor(deps, trx, compareJob, `settings ${value.version + 1}`, actor.id),
        )
        deps.jobs.wake()
        return saved
      },
      current: (settings) => settings.providerPayments,
      savedMessage: () => 'The settings of payments are saved.',
      compare: (settings, value) => differences(section.fields, settings.providerPayments, value),
    }
  }

  scope.get(paymentPaths.settings, { config: { permission: 'billing.read' } }, async (request, reply) =>
    answerPage(request, reply, deps, await formFor()),
  )
  scope.post(
    paymentPaths.settings,
    { config: { permission, keptFields } },
    async (request: FastifyRequest, reply) => answerSave(request, reply, deps, await formFor()),
  )
}
