import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { rowNumberOf } from '../../http/request.ts'
import { answerPage, answerSave, differences, type SettingsForm } from '../../http/settings-form.ts'
import { accountTypes, formatAccountNumber } from '../../lib/account-number.ts'
import { momentIn } from '../../lib/dates.ts'
import { may } from '../../lib/permissions.ts'
import type { SettingsReader } from '../../settings/snapshot.ts'
import { labelOf } from '../interfaces/settings.ts'
import { type AccountForm, keptFields, readAccountForm } from './form.ts'
import { addAccount, saveAccount } from './save.ts'
import { type Account, type AccountInput, labels } from './settings.ts'
import { findAccount } from './store.ts'

const nothingSaved = { version: 0, savedWith: null, changedAt: null, changedBy: null }

function formatValues({ title, type, active }: AccountInput) {
  return { title, type: labelOf(accountTypes, type), active: active ? 'Selected' : 'Cleared' }
}

/** The form of one account; `account` is undefined until a new one is added. */
function accountForm(deps: Deps, account?: Account): SettingsForm<AccountForm> {
  const added = account === undefined
  const form: SettingsForm<AccountForm> = {
    path: account ? `${paths.glAccounts}/${account.id}` : paths.newAccount,
    page(request, reply, { accountMasks, organization }, view) {
      const refused = view.errors || view.conflict
      const number = account && formatAccountNumber(account.number, account.type, accountMasks.masks)
      // A new account has an address of its own once it is added.
      if (added && account) reply.header('hx-push-url', form.path)
      return renderPage(request, reply.status(view.status ?? 200), {
        template: 'gl-accounts/account',
        title: `${refused ? 'Error: ' : ''}${number ?? 'Add an account'} - GL Accounts`,
        data: {
          ...view,
          path: form.path,
          account,
          number,
          form: view.submitted
            ? { ...view.submitted, active: view.submitted.active === 'on' }
            : (account ?? { active: true }),
          current: account ?? nothingSaved,
          accountTypes,
          masks: accountMasks.masks,
          mayChange: may(request.user.role, 'accounts.change'),
          moment: (at: string) => momentIn(organization.timeZone, at),
        },
      })
    },
    read: (body, { accountMasks }) => readAccountForm(body, accountMasks.masks, account),
    async save(value, { accountMasks }, actor) {
      if (!account) {
        const result = await addAccount(deps, value, actor)
        if (Array.isArray(result)) return result
        account = await findAccount(deps.db, result)
        form.path = `${paths.glAccounts}/${result.id}`
        return 'saved'
      }
      const subject = formatAccountNumber(account.number, account.type, accountMasks.masks)
      const outcome = await saveAccount(deps, value, account, subject, actor)
      account = await findAccount(deps.db, { id: account.id })
      return outcome
    },
    current: () => account ?? nothingSaved,
    saved: ({ accountMasks }) =>
      account
        ? `Account ${formatAccountNumber(account.number, account.type, accountMasks.masks)} is saved.`
        : '',
    compare: (_, value) =>
      differences(labels, formatValues(account as Account), formatValues(value)).slice(1),
  }
  return form
}

export function accountRoutes(scope: FastifyInstance, deps: Deps, settings: SettingsReader) {
  async function formAt(request: FastifyRequest) {
    const account = await findAccount(deps.db, { id: rowNumberOf(request) })
    if (!account) throw httpProblems.notFound()
    return accountForm(deps, account)
  }
  const read = { config: { permission: 'settings.read' } } as const
  const change = { config: { permission: 'accounts.change', keptFields } } as const

  scope.get(paths.newAccount, { config: { permission: 'accounts.change' } }, (request, reply) =>
    answerPage(request, reply, settings, accountForm(deps)),
  )
  scope.post(paths.newAccount, change, (request, reply) =>
    answerSave(request, reply, deps, settings, accountForm(deps)),
  )
  scope.get(`${paths.glAccounts}/:id`, read, async (request, reply) =>
    answerPage(request, reply, settings, await formAt(request)),
  )
  scope.post(`${paths.glAccounts}/:id`, change, async (request, reply) =>
    answerSave(request, reply, deps, settings, await formAt(request)),
  )
}
