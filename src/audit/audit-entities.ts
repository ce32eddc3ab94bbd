import { organizationLabels } from '../features/gl-accounts/posting/settings.ts'
import { billProvider } from '../features/interfaces/bill-provider/settings.ts'
import * as generalLedger from '../features/interfaces/general-ledger/settings.ts'
import { prepaidMetering } from '../features/interfaces/prepaid-metering/settings.ts'
import { type Vendor, labels as vendorLabels } from '../features/interfaces/vendor-account/settings.ts'
import * as organization from '../features/organization/settings.ts'
import { monthChoices } from '../lib/periods.ts'
import { roles } from '../lib/permissions.ts'
import { failureMinutes, lockMinutes } from '../login-throttling/lockout-limits.ts'

type Choices = readonly { value: string; label: string }[]

/** How a field reads: its label on the page, and its choices in words. */
export type Field = { label: string; choices?: Choices }

const checkbox: Choices = [
  { value: 'true', label: 'Selected' },
  { value: 'false', label: 'Cleared' },
]

function vendorFields({ interfaces }: Vendor): Record<string, Field> {
  return {
    interface: { label: vendorLabels.interface, choices: interfaces },
    userName: { label: vendorLabels.userName },
    password: { label: vendorLabels.password },
  }
}

type SettingsTable = {
  /** As history records name it. */
  subject: string
  label: string
  table: string
  fields: Record<string, Field>
}

/** The settings that are saved version by version; others are one more entry. */
export const settingsTables: readonly SettingsTable[] = [
  {
    subject: 'general-ledger',
    label: 'General Ledger',
    table: 'general_ledger',
    fields: {
      interface: { label: generalLedger.labels.interface, choices: generalLedger.interfaces },
      updateMethod: { label: generalLedger.labels.updateMethod, choices: generalLedger.updateMethods },
      updatePayments: { label: generalLedger.labels.updatePayments, choices: checkbox },
    },
  },
  ...[billProvider, prepaidMetering].map((vendor) => ({
    subject: vendor.key,
    label: vendor.label,
    table: vendor.table,
    fields: vendorFields(vendor),
  })),
  {
    subject: 'organization',
    label: 'General (organization)',
    table: 'organization',
    fields: {
      name: { label: organization.labels.name },
      timeZone: { label: organization.labels.timeZone, choices: organization.timeZones },
      fiscalYearFirstMonth: { label: organization.labels.fiscalYearFirstMonth, choices: monthChoices },
    },
  },
  {
    subject: 'posting-accounts',
    label: 'Posting accounts',
    table: 'posting_accounts',
    fields: {
      cashClearing: { label: organizationLabels.cashClearing },
      customerDeposits: { label: organizationLabels.customerDeposits },
    },
  },
]

/** Things that records are about without being settings saved version by version. */
export const otherSubjects: Record<string, string> = {
  'account-masks': 'Account masks',
  'chart-of-accounts': 'Chart of accounts',
  'set-up': 'Set-up',
}

/** Fields of records about other things. */
export const otherFields: Record<string, Field> = {
  role: { label: 'Role', choices: roles },
  locked: { label: 'Account', choices: [{ value: 'true', label: `locked for ${lockMinutes} minutes` }] },
  addressShut: {
    label: 'Address',
    choices: [{ value: 'true', label: `answered no more for ${failureMinutes} minutes` }],
  },
}

const saves = new Set([
  'interface.saved',
  'interface.put-back',
  ...settingsTables.map(({ subject }) => `${subject}.saved`),
])

/** Whether records of a kind are saves of one of the settings tables: each raised its version by one. */
export function isSave(kind: string) {
  return saves.has(kind)
}
