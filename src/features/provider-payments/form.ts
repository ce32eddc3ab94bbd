import { FormReader, type FormResult } from '../../lib/form.ts'
import { longestServiceCode } from '../../lib/identifier.ts'
import { feeRules, modes, type ProviderPaymentsInput, providerPayments, serviceRules } from './settings.ts'

const { fields } = providerPayments
export const keptFields = Object.keys(fields)

export type ProviderPaymentsForm = ProviderPaymentsInput & { version: number }

const mostDaysApart = 10

/** `services` are the codes of those that are set up. */
export function readProviderPaymentsForm(
  body: unknown,
  services: readonly string[],
): FormResult<ProviderPaymentsForm> {
  const form = new FormReader(body)
  const mode = form.choice('mode', fields.mode.label, modes)
  const days = form.text('daysApart', fields.daysApart.label, { limit: 4, missing: 'Type a number of days.' })
  const daysApart = /^\d{1,2}$/.test(days) ? Number(days) : -1
  if (days !== '' && (daysApart < 0 || daysApart > mostDaysApart))
    form.addError('daysApart', `Type a number of days from 0 to ${mostDaysApart}.`)
  const fees = form.choice('fees', fields.fees.label, feeRules)
  const inRegister = form.text('inRegister', fields.inRegister.label, { limit: 60 })
  const serviceRule = form.choice('serviceRule', fields.serviceRule.label, serviceRules)
  const isNeeded = mode === 'enter' && serviceRule === 'one'
  const service = form.text('service', fields.service.label, {
    limit: longestServiceCode,
    ...(isNeeded && { missing: 'Type the code of the service that payments are entered for.' }),
  })
  const known =
    services.length > 0 ? `Type one of ${services.join(', ')}.` : 'Add it under Posting accounts first.'
  if (service !== '' && !services.includes(service))
    form.addError('service', `There is no service ${service}. ${known}`)
  return form.result({
    ...{ mode, daysApart, fees, inRegister, serviceRule, service },
    version: form.version(),
  })
}

const longestReason = 200

/** A reason that a person types, such as why a file is passed over. */
export function readReason(body: unknown, missing: string): FormResult<string> {
  const form = new FormReader(body)
  return form.result(form.text('reason', 'Reason', { limit: longestReason, missing }))
}

export const reasons = [
  { value: 'other-day', label: 'Other day' },
  { value: 'in-receipts', label: 'In receipts, not in utilities' },
  { value: 'in-utilities', label: 'In utilities, not in receipts' },
  { value: 'amount-differs', label: 'The amount differs' },
  { value: 'posted-twice', label: 'Posted twice' },
  { value: 'one-side', label: 'Return or void on one side only' },
  { value: 'own-words', label: 'In my own words' },
] as const

export type GivenReason = { because: (typeof reasons)[number]['value']; note: string }

/** Why a payment is on one side only. */
export function readGivenReason(body: unknown): FormResult<GivenReason> {
  const form = new FormReader(body)
  const because = form.choice('because', 'Reason', reasons)
  const note = form.text('note', 'Note', {
    limit: longestReason,
    ...(because === 'own-words' && { missing: 'Type the reason in your own words.' }),
  })
  return form.result({ because, note })
}
