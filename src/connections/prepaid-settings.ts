import { checkbox, type Section, savedEvent, type Versioned } from '../settings/section.ts'
import { type ConnectionInput, exchanges, loginWays } from './settings.ts'

/** Never both for one vendor: every payment would be told twice. */
export const whoAsksChoices = [
  { value: 'vendor', label: 'The vendor asks us' },
  { value: 'us', label: 'We send' },
] as const

/** Of MultiSpeak the first four are used, of MyUsage the others. */
export type PrepaidConnectionInput = {
  /** `https://…`; '' while the vendor has not said it. */
  address: string
  company: string
  /** PEM; '' where the system's are enough. */
  certificateAuthority: string
  whoAsks: (typeof whoAsksChoices)[number]['value']
  folder: string
} & Pick<
  ConnectionInput,
  'exchange' | 'server' | 'port' | 'loginBy' | 'serverKey' | 'nextServerKey' | 'oldAlgorithms'
>

export type PrepaidConnectionSettings = PrepaidConnectionInput & Versioned & { setFor: string | null }

declare module '../settings/snapshot.ts' {
  interface Settings {
    prepaidMeteringConnection: PrepaidConnectionSettings
  }
}

export const prepaidConnection: Section<keyof PrepaidConnectionInput> = {
  name: 'prepaidMeteringConnection',
  subject: 'prepaid-metering-connection',
  label: 'Prepaid Metering Connection',
  table: 'prepaid_metering_connection',
  saved: savedEvent('connection.saved', 'Connection saved'),
  restored: undefined,
  fields: {
    address: { label: 'Address' },
    company: { label: 'Company' },
    certificateAuthority: { label: 'Certificate authority' },
    whoAsks: { label: 'Who asks', choices: whoAsksChoices },
    exchange: { label: 'Exchange', choices: exchanges },
    server: { label: 'Server' },
    port: { label: 'Port', read: Number },
    folder: { label: 'Folder' },
    loginBy: { label: 'Log in by', choices: loginWays },
    serverKey: { label: 'Server key' },
    nextServerKey: { label: 'Next server key' },
    oldAlgorithms: { label: 'Old algorithms', choices: checkbox, read: Boolean },
  },
  columns: ['set_for'],
  more: (cell) => ({ setFor: cell('set_for') }),
}
