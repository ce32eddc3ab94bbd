import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { paths } from '../../../http/paths.ts'
import { differences, settingsRoutes } from '../../../http/settings-form.ts'
import { maskKinds } from '../../../lib/account-number.ts'
import { keptFields, type MasksForm, readMasksForm } from './form.ts'
import { saveMasks } from './save.ts'

const fields = Object.fromEntries(maskKinds.map(({ value, label }) => [value, { label }]))

export function maskRoutes(scope: FastifyInstance, deps: Deps) {
  settingsRoutes<MasksForm>(scope, deps, {
    path: paths.accountMasks,
    permission: 'accounts.change',
    keptFields,
    template: 'gl-accounts/masks',
    title: () => 'Masks - GL Accounts',
    values: ({ accountMasks }) => accountMasks.masks,
    data: () => ({ maskKinds }),
    read: readMasksForm,
    save: (value, { accountMasks }, actor) => saveMasks(deps, value, accountMasks, actor),
    current: ({ accountMasks }) => accountMasks,
    savedMessage: () => 'The masks are saved.',
    compare: ({ accountMasks }, { masks }) => differences(fields, accountMasks.masks, masks),
  })
}
