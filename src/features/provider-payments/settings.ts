import { type Section, savedEvent, type Versioned } from '../../settings/section.ts'

export const modes = [
  { value: 'compare', label: 'Compare with the register' },
  { value: 'enter', label: 'Compare, and enter what the register lacks' },
] as const

export const feeRules = [
  { value: 'on-top', label: 'The customer pays it on top' },
  { value: 'from-deposit', label: 'The provider takes it from the deposit' },
] as const

export const serviceRules = [
  { value: 'one', label: 'All to one service' },
  { value: 'last-bill', label: 'By the current charges of the customer’s last sent bill' },
  { value: 'asked', label: 'Ask for each payment' },
] as const

export type ProviderPaymentsInput = {
  mode: (typeof modes)[number]['value']
  /** How many business days apart two payments may be that are taken for one. */
  daysApart: number
  fees: (typeof feeRules)[number]['value']
  /** What the provider's payments have in the register: their source, or a part of the description; '' is all. */
  inRegister: string
  serviceRule: (typeof serviceRules)[number]['value']
  service: string
}

declare module '../../settings/snapshot.ts' {
  interface Settings {
    providerPayments: ProviderPaymentsInput & Versioned
  }
}

export const providerPayments: Section<keyof ProviderPaymentsInput> = {
  name: 'providerPayments',
  subject: 'provider-payments',
  saved: savedEvent(
    'provider-payments.saved',
    'Payments settings saved',
    'Saved the settings of payments of the bill provider: {changes}',
  ),
  label: 'Payments of the bill provider',
  table: 'provider_payment_settings',
  fields: {
    mode: { label: 'What is done with payments', choices: modes },
    daysApart: { label: 'Business days apart', read: Number },
    fees: { label: 'Fees', choices: feeRules },
    inRegister: { label: 'In the register they have' },
    serviceRule: { label: 'Service of a payment', choices: serviceRules },
    service: { label: 'Service' },
  },
}
