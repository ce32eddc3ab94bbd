import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { rowNumberOf } from '../../http/request.ts'
import { answerPage, answerSave, differences, type SettingsForm } from '../../http/settings-form.ts'
import { accountTypes, formatAccountNumber } from '../../lib/account-number.ts'
import { patternOf } from '../../lib/chart-format-words.ts'
import { type OutsideName, outsideNames } from '../../lib/outside-names.ts'
import type { Reading } from '../../lib/read-account-number.ts'
import { neverSaved } from '../../settings/section.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { type AccountForm, keptFields, readAccountForm } from './form.ts'
import { addAccount, saveAccount } from './save.ts'
import { type Account, fields } from './settings.ts'
import { findAccount } from './store.ts'

/** Which name of another ledger staff need; the update knows it and is handed in, because it builds on the chart. */
export type OutsideNameInUse = (db: Db, settings: Settings) => Promise<OutsideName | undefined>

/** The form of one account; `account` is undefined until a new one is added, `asked`: the name that somebody came for. */
function accountForm(
  { outsideNameInUse, ...deps }: Deps & { outsideNameInUse: OutsideNameInUse },
  account?: Account,
  asked?: unknown,
): SettingsForm<AccountForm> {
  const numberIn = ({ chartFormats }: Settings) =>
    account && formatAccountNumber(account.number, account.type, chartFormats.formats)
  let readings: Reading[] | undefined
  const form: SettingsForm<AccountForm> = {
    path: account ? `${paths.glAccounts}/${account.id}` : paths.newAccount,
    permission: 'accounts.change',
    keptFields,
    template: 'gl-accounts/account',
    title: (settings) => `${account ? `Account ${numberIn(settings)}` : 'Add an account'} - GL Accounts`,
    values: () => account ?? { active: true },
    async data(settings, view) {
      const inUse = await outsideNameInUse(deps.db, settings)
      const values: Partial<Record<string, unknown>> = view.submitted ?? account ?? {}
      return {
        account,
        number: numberIn(settings),
        accountTypes,
        formats: settings.chartFormats.formats.map((format) => ({
          name: format.name,
          pattern: patternOf(format),
        })),
        readings: readings?.map(({ shown, format }) => ({
          value: String(format.id),
          label: `${shown}, as ${format.name} has it`,
        })),
        ...namesShown(inUse, (name) => name === asked || Boolean(values[name])),
      }
    },
    read(body, { chartFormats }) {
      const read = readAccountForm(body, chartFormats.formats, account)
      readings = read.readings
      return read
    },
    async save(value, settings, actor) {
      if (!account) {
        const result = await addAccount(deps, value, actor)
        if (Array.isArray(result)) return result
        account = await findAccount(deps.db, result)
        form.path = `${paths.glAccounts}/${result.id}`
        return 'saved'
      }
      const outcome = await saveAccount(deps, value, account, String(numberIn(settings)), actor)
      account = await findAccount(deps.db, { id: account.id })
      return outcome
    },
    current: () => account ?? neverSaved,
    savedMessage: (settings) => `Account ${numberIn(settings)} is saved.`,
    compare: (_, value) => differences(fields, account as Account, value),
  }
  return form
}

/** The name in use lies open; the others are folded unless one of them is wanted. */
function namesShown(inUse: OutsideName | undefined, isWanted: (name: OutsideName) => boolean) {
  const folded = outsideNames.filter(({ value }) => value !== inUse)
  return {
    named: outsideNames.filter(({ value }) => value === inUse),
    folded,
    isUnfolded: folded.some(({ value }) => isWanted(value)),
  }
}

export function accountRoutes(scope: FastifyInstance, base: Deps, outsideNameInUse: OutsideNameInUse) {
  const deps = { ...base, outsideNameInUse }
  async function formAt(request: FastifyRequest) {
    const account = await findAccount(deps.db, { id: rowNumberOf(request) })
    if (!account) throw httpProblems.notFound()
    return accountForm(deps, account, (request.query as Record<string, unknown>).name)
  }
  const read = { config: { permission: 'settings.read' } } as const
  const change = { config: { permission: 'accounts.change', keptFields } } as const

  scope.get(paths.newAccount, { config: { permission: 'accounts.change' } }, (request, reply) =>
    answerPage(request, reply, deps, accountForm(deps)),
  )
  scope.post(paths.newAccount, change, (request, reply) =>
    answerSave(request, reply, deps, accountForm(deps)),
  )
  scope.get(`${paths.glAccounts}/:id`, read, async (request, reply) =>
    answerPage(request, reply, deps, await formAt(request)),
  )
  scope.post(`${paths.glAccounts}/:id`, change, async (request, reply) =>
    answerSave(request, reply, deps, await formAt(request)),
  )
}
