import { FormReader, type FormResult } from '../../../lib/form.ts'
import { type Chart, readAccount } from './chart.ts'
import {
  organizationLabels,
  type PostingAccountsInput,
  type ServiceInput,
  serviceLabels,
} from './settings.ts'

export const organizationKeeps = ['cashClearing', 'customerDeposits'] as const
export const serviceKeeps = ['code', 'name', 'receivable', 'revenue'] as const
export const serviceAccounts = ['receivable', 'revenue'] as const

export type PostingAccountsForm = PostingAccountsInput & { version: number }

export function readPostingAccountsForm(body: unknown, chart: Chart): FormResult<PostingAccountsForm> {
  const form = new FormReader(body)
  const account = (field: keyof PostingAccountsInput) =>
    readAccount(form, field, organizationLabels[field], 'balance-sheet', chart)
  return form.result({
    cashClearing: account('cashClearing'),
    customerDeposits: account('customerDeposits'),
    version: form.version(),
  })
}

export type ServiceForm = ServiceInput & { version: number }

/** `taken` is the code of another service, when the one typed is in use. */
export function readServiceForm(body: unknown, chart: Chart, taken?: string): FormResult<ServiceForm> {
  const form = new FormReader(body)
  const code = form.text('code', serviceLabels.code, { most: 20, missing: 'Type a code, such as WATER.' })
  if (code !== '' && !/^[\p{L}\p{N}._-]+$/u.test(code)) {
    form.problem('code', 'A code is one word of letters, digits, and . _ or -.')
  }
  if (taken !== undefined && code === taken) form.problem('code', `There is a service ${code} already.`)
  return form.result({
    code,
    name: form.text('name', serviceLabels.name, { most: 60, missing: 'Type a name.' }),
    receivable: readAccount(form, 'receivable', serviceLabels.receivable, 'balance-sheet', chart),
    revenue: readAccount(form, 'revenue', serviceLabels.revenue, 'revenue', chart),
    version: form.version(),
  })
}
