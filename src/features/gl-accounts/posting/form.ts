import { FormReader, type FormResult } from '../../../lib/form.ts'
import { longestServiceCode } from '../../../lib/identifier.ts'
import { type Chart, readAccount } from './chart.ts'
import { type PostingAccountsInput, postingAccounts, type ServiceInput, serviceFields } from './settings.ts'

export const organizationKeeps = ['cashClearing', 'customerDeposits'] as const
export const serviceKeeps = ['code', 'name', 'receivable', 'revenue'] as const
export const serviceAccounts = ['receivable', 'revenue'] as const

export type PostingAccountsForm = PostingAccountsInput & { version: number }

export function readPostingAccountsForm(body: unknown, chart: Chart): FormResult<PostingAccountsForm> {
  const form = new FormReader({ ...(body as object), ...chart.taken })
  const account = (field: keyof PostingAccountsInput) =>
    readAccount(form, field, postingAccounts.fields[field].label, chart)
  return form.result({
    cashClearing: account('cashClearing'),
    customerDeposits: account('customerDeposits'),
    version: form.version(),
  })
}

export type ServiceForm = ServiceInput & { version: number }

/** `codeProblem` is what only the database could tell is wrong with the code. */
export function readServiceForm(body: unknown, chart: Chart, codeProblem?: string): FormResult<ServiceForm> {
  const form = new FormReader({ ...(body as object), ...chart.taken })
  const code = form.text('code', serviceFields.code.label, {
    limit: longestServiceCode,
    missing: 'Type a code, such as WATER.',
  })
  if (code !== '' && codeProblem !== undefined) form.addError('code', codeProblem)
  return form.result({
    code,
    name: form.text('name', serviceFields.name.label, { limit: 60, missing: 'Type a name.' }),
    receivable: readAccount(form, 'receivable', serviceFields.receivable.label, chart),
    revenue: readAccount(form, 'revenue', serviceFields.revenue.label, chart),
    version: form.version(),
  })
}

export const takenCode = (code: string) => `There is a service ${code} already.`

/** What names a service by its old code would be left without accounts. */
export const namedCode = (code: string) =>
  `Transactions name this service ${code}, so its code stays. Type ${code} here again; for another code, add a service.`

/** A code that only looks like the one that transactions name. */
export const otherCapitals = (code: string) =>
  `Transactions name this service ${code}. Type it with the same capitals.`
