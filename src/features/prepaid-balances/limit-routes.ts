import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { differences, settingsRoutes } from '../../http/settings-form.ts'
import { FormReader } from '../../lib/form.ts'
import { parseCents, plainMoney } from '../../lib/money.ts'
import { asSubmitted } from '../../settings/section.ts'
import { saveSection } from '../../versioned-form/save-version.ts'
import { balancePaths } from './balance-paths.ts'
import { askToCompare } from './compare-kind.ts'
import { type PrepaidBalancesInput, prepaidBalances as section } from './settings.ts'

type LimitForm = PrepaidBalancesInput & { version: number }

const keptFields = Object.keys(section.fields)
const mostCents = 1_000_000

function readLimitForm(body: unknown) {
  const form = new FormReader(body)
  const { label } = section.fields.differenceLimit
  const text = form.text('differenceLimit', label, { limit: 20, missing: 'Type an amount, such as 1.00.' })
  const cents = parseCents(text)
  if (text !== '' && (typeof cents !== 'number' || cents < 0 || cents > mostCents))
    form.addError('differenceLimit', `Type an amount from 0.00 to ${plainMoney(mostCents)}.`)
  const differenceLimit = typeof cents === 'number' ? plainMoney(cents) : text
  return form.result<LimitForm>({ differenceLimit, version: form.version() })
}

/** From which difference on a notice is given. */
export function limitRoutes(scope: FastifyInstance, deps: Deps) {
  settingsRoutes<LimitForm>(scope, deps, {
    path: balancePaths.limit,
    permission: 'interfaces.change',
    keptFields,
    template: 'prepaid-balances/limit',
    title: () => 'Difference limit - Prepaid',
    values: (settings) => asSubmitted(section, settings.prepaidBalances),
    data: () => ({ subject: section.subject, fields: section.fields, list: paths.prepaidBalances }),
    read: readLimitForm,
    async save(value, settings, actor) {
      const saved = await saveSection(deps, section, value, settings.prepaidBalances, { actor })
      if (saved !== 'saved') return saved
      await deps.db.transaction((trx) => askToCompare(deps, trx))
      deps.jobs.wake()
      return saved
    },
    current: (settings) => settings.prepaidBalances,
    savedMessage: () => 'The difference limit is saved. Balances are compared anew.',
    compare: (settings, value) => differences(section.fields, settings.prepaidBalances, value),
  })
}
