import { text } from '../audit/event.ts'
import { versionOf } from '../multispeak/version.ts'
import { type Cell, type Section, savedEvent, type Versioned } from '../settings/section.ts'
import type { Settings } from '../settings/snapshot.ts'
import type { Connection } from './connection.ts'
import type { BillConnectionInput, PrepaidConnectionInput } from './fields.ts'

export type ConnectionInput = BillConnectionInput | PrepaidConnectionInput

/** What a provider's public pages say of its connection: filled in until the first save. */
export type PublicFacts = Partial<
  Pick<BillConnectionInput & PrepaidConnectionInput, 'exchange' | 'billsFolder' | 'paymentsFolder' | 'folder'>
>

type Sealed = { setAt: string; storedFor: string; storedUser: string; storedServer: string }

/** What every connection has beside its own fields. */
type Connected = Versioned & {
  nextPassword: Sealed | null
  publicKey: string | null
  /** Made, and not used yet. */
  nextPublicKey: string | null
  /** The interface that it was set up for; null while it never was. */
  setFor: string | null
  /** By the interface that is chosen on the tab. */
  publicFacts: Record<string, PublicFacts>
}

export type ConnectionSettings = ConnectionInput & Connected

declare module '../settings/snapshot.ts' {
  interface Settings {
    billProviderConnection: BillConnectionInput & Connected
    prepaidMeteringConnection: PrepaidConnectionInput & Connected
  }
}

const saved = savedEvent('connection.saved', 'Connection saved')
const restored = savedEvent(
  'connection.put-back',
  'Connection put back',
  ({ to }) => `Put {subject} back to how it was after record ${to('asAfterRecord')}: {changes}`,
  { asAfterRecord: text('As it was after record') },
)

/** `publicFacts`: by the value of the interface, as the features know them. */
export function connectionSection(
  { name, label, accountTable, settings, table, fields }: Connection,
  publicFacts: Record<string, PublicFacts>,
): Section {
  return {
    name: settings,
    subject: `${name}-connection`,
    ...{ label, table, saved, restored, fields },
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
  }
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

/** Whether a connection was set up for another provider than the one that is chosen. */
export function isForAnother({ setFor }: Pick<ConnectionSettings, 'setFor'>, chosen: string) {
  return setFor !== null && chosen !== 'none' && setFor !== chosen
}

/**
 * A connection as it is set up for the interface on the tab, or for the one that is `chosen` on its form. Until then with
 * what the provider's public pages say: nothing that is meant for one provider goes to the server of another.
 */
export function connectionIn<One extends Connection>(
  all: Settings,
  { settings, account, unsaid }: One,
  chosen = all[account].interface,
): Settings[One['settings']] {
  const saved: ConnectionSettings = all[settings]
  const isOthers = isForAnother(saved, chosen)
  const set =
    saved.version > 0 && !isOthers
      ? saved
      : { ...saved, ...(isOthers && unsaid), ...saved.publicFacts[chosen] }
  return set as Settings[One['settings']]
}

/** Whether staff exchange the files of what is chosen, and no server does. */
export function isByHand({ exchange }: Pick<ConnectionInput, 'exchange'>, chosen: string) {
  return versionOf(chosen) === undefined && exchange === 'by-hand'
}

/** The server of files; '' while there is none. */
export function serverOf({ server, port }: Pick<ConnectionInput, 'server' | 'port'>) {
  return server === '' ? '' : `${server}:${port}`
}

/** `host:port` of an address; '' where it is none. */
function hostOf(address: string): string {
  if (!URL.canParse(address)) return ''
  const { hostname, port } = new URL(address)
  return `${hostname}:${port || 443}`
}

/** What a stored password is bound to: the host and port that the chosen interface is reached at; '' while there is none. */
export function boundServer(
  set: Pick<ConnectionInput, 'server' | 'port'> & { address?: string },
  chosen: string,
): string {
  return versionOf(chosen) ? hostOf(set.address ?? '') : serverOf(set)
}

/** The town's own days off, as YYYY-MM-DD. */
export function ownHolidays({ holidays }: Pick<BillConnectionInput, 'holidays'>): string[] {
  return holidays.split(' ').filter((day) => day !== '')
}
