import { text } from '../audit/event.ts'
import type { Choice } from '../lib/form.ts'
import { type Cell, checkbox, type Section, savedEvent, type Versioned } from '../settings/section.ts'
import type { Settings } from '../settings/snapshot.ts'
import type { Connection } from './connection.ts'

export const exchanges = [
  { value: 'sftp', label: 'SFTP' },
  { value: 'by-hand', label: 'By hand' },
] as const

export const loginWays = [
  { value: 'password', label: 'Password' },
  { value: 'key', label: 'Key' },
] as const

export const fetchDays = [
  { value: 'business-days', label: 'Business days' },
  { value: 'every-day', label: 'Every day' },
  { value: 'by-hand-only', label: 'Only by hand' },
] as const

export const hours = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${hour % 12 || 12} ${hour < 12 ? 'AM' : 'PM'}`,
}))

type Value<Choices extends readonly Choice[]> = Choices[number]['value']

export type ConnectionInput = {
  exchange: Value<typeof exchanges>
  /** '' while the provider has not said it. */
  server: string
  port: number
  billsFolder: string
  paymentsFolder: string
  loginBy: Value<typeof loginWays>
  /** `SHA256:…`; '' until one was compared and accepted. */
  serverKey: string
  nextServerKey: string
  oldAlgorithms: boolean
  fetchDays: Value<typeof fetchDays>
  /** 0 to 23, on the clock of the town. */
  fetchHour: number
  /** The town's own, beside the federal ones: `2026-12-24 2027-07-23`. */
  holidays: string
}

/** What a provider's public pages say of its connection: filled in until the first save. */
export type PublicFacts = Partial<Pick<ConnectionInput, 'exchange' | 'billsFolder' | 'paymentsFolder'>>

type Sealed = { setAt: string; storedFor: string; storedUser: string; storedServer: string }

export type ConnectionSettings = ConnectionInput &
  Versioned & {
    nextPassword: Sealed | null
    publicKey: string | null
    /** Made, and not used yet. */
    nextPublicKey: string | null
    /** The interface that it was set up for; null while it never was. */
    setFor: string | null
    /** By the interface that is chosen on the tab. */
    publicFacts: Record<string, PublicFacts>
  }

declare module '../settings/snapshot.ts' {
  interface Settings extends Record<Connection['settings'], ConnectionSettings> {}
}

export const connectionFields = {
  exchange: { label: 'Exchange', choices: exchanges },
  server: { label: 'Server' },
  port: { label: 'Port', read: Number },
  billsFolder: { label: 'Folder for bills' },
  paymentsFolder: { label: 'Folder for payments' },
  loginBy: { label: 'Log in by', choices: loginWays },
  password: { label: 'Password', isSecret: true },
  nextPassword: { label: 'Next password', isSecret: true },
  serverKey: { label: 'Server key' },
  nextServerKey: { label: 'Next server key' },
  oldAlgorithms: { label: 'Old algorithms', choices: checkbox, read: Boolean },
  fetchDays: { label: 'Fetch payments', choices: fetchDays },
  fetchHour: { label: 'Hour', choices: hours, read: Number },
  holidays: { label: 'Days off' },
} satisfies Section<keyof ConnectionInput | 'password' | 'nextPassword'>['fields']

const saved = savedEvent('connection.saved', 'Connection saved')
const restored = savedEvent(
  'connection.put-back',
  'Connection put back',
  ({ to }) => `Put {subject} back to how it was after record ${to('asAfterRecord')}: {changes}`,
  { asAfterRecord: text('As it was after record') },
)

/** `publicFacts`: by the value of the interface, as the features know them. */
export function connectionSection(
  { name, label, accountTable, settings, table }: Connection,
  publicFacts: Record<string, PublicFacts>,
) {
  return {
    name: settings,
    subject: `${name}-connection`,
    label,
    table,
    ...{ saved, restored },
    fields: connectionFields,

    columns: ['public_key', 'next_public_key', 'set_for'],
    joins: {
      next: {
        table: 'secrets',
        on: { owner: accountTable, field: 'nextPassword' },
        columns: ['set_at', 'stored_for', 'stored_user', 'stored_server', 'lost_at'],
      },
    },
    more: (cell) => ({
      nextPassword: sealedOf(cell),
      publicKey: cell('public_key'),
      nextPublicKey: cell('next_public_key'),
      setFor: cell('set_for'),
      publicFacts,
    }),
  } satisfies Section<keyof ConnectionInput | 'password' | 'nextPassword'>
}

function sealedOf(cell: Cell): Sealed | null {
  const setAt = cell('next_lost_at') ? null : cell('next_set_at')
  if (!setAt) return null
  return {
    setAt,
    storedFor: cell('next_stored_for'),
    storedUser: cell('next_stored_user'),
    storedServer: cell('next_stored_server'),
  }
}

/** As long as a provider has not said where its server is. */
const ofNoServer: Partial<ConnectionInput> = {
  ...{ exchange: 'sftp', server: '', port: 22, billsFolder: '', paymentsFolder: '', loginBy: 'password' },
  ...{ serverKey: '', nextServerKey: '', oldAlgorithms: false },
}

/** Whether a connection was set up for another provider than the one that is chosen. */
export function isForAnother({ setFor }: Pick<ConnectionSettings, 'setFor'>, chosen: string) {
  return setFor !== null && chosen !== 'none' && setFor !== chosen
}

/**
 * A connection as it is set up for the interface on the tab, or for the one that is `chosen` on its form. Until then with
 * what the provider's public pages say: nothing that is meant for one provider goes to the server of another.
 */
export function connectionIn(
  all: Settings,
  { settings, account }: Connection,
  chosen = all[account].interface,
): ConnectionSettings {
  const saved = all[settings]
  const isOthers = isForAnother(saved, chosen)
  if (saved.version > 0 && !isOthers) return saved
  return { ...saved, ...(isOthers && ofNoServer), ...saved.publicFacts[chosen] }
}

/** What a stored password is bound to; '' while there is no server. */
export function serverOf({ server, port }: Pick<ConnectionInput, 'server' | 'port'>) {
  return server === '' ? '' : `${server}:${port}`
}

/** The town's own days off, as YYYY-MM-DD. */
export function ownHolidays({ holidays }: Pick<ConnectionInput, 'holidays'>): string[] {
  return holidays.split(' ').filter((day) => day !== '')
}
