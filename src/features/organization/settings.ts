import { monthChoices } from '../../lib/periods.ts'
import { type Section, savedEvent, type Versioned } from '../../settings/section.ts'

export type OrganizationInput = {
  name: string
  timeZone: string
  /** 1 to 12 */
  fiscalYearFirstMonth: number
}

declare module '../../settings/snapshot.ts' {
  interface Settings {
    organization: OrganizationInput & Versioned
  }
}

/** The zones of the offices we serve; another is one more entry. */
export const timeZones = [
  { value: 'America/St_Johns', label: 'Newfoundland' },
  { value: 'America/Halifax', label: 'Atlantic (Halifax)' },
  { value: 'America/Puerto_Rico', label: 'Atlantic (Puerto Rico)' },
  { value: 'America/New_York', label: 'Eastern' },
  { value: 'America/Chicago', label: 'Central' },
  { value: 'America/Regina', label: 'Central (Saskatchewan)' },
  { value: 'America/Denver', label: 'Mountain' },
  { value: 'America/Phoenix', label: 'Mountain (Arizona)' },
  { value: 'America/Los_Angeles', label: 'Pacific' },
  { value: 'America/Anchorage', label: 'Alaska' },
  { value: 'Pacific/Honolulu', label: 'Hawaii' },
  { value: 'Pacific/Guam', label: 'Guam' },
  { value: 'Pacific/Pago_Pago', label: 'American Samoa' },
  { value: 'Etc/UTC', label: 'UTC' },
] as const

export const organization: Section<keyof OrganizationInput> = {
  name: 'organization',
  subject: 'organization',
  saved: savedEvent('organization.saved', 'Organization saved'),
  label: 'General (organization)',
  table: 'organization',
  fields: {
    name: { label: 'Organization Name' },
    timeZone: { label: 'Time Zone', choices: timeZones },
    fiscalYearFirstMonth: { label: 'Fiscal Year Begins', choices: monthChoices, read: Number },
  },
}
