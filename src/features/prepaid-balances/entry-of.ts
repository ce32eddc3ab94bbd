import { hashOfParts, namedUuid } from '../../lib/named-uuid.ts'
import { labelOf } from '../transactions/kinds.ts'
import type { EntryKind } from './entry.ts'
import type { RegisterRow } from './register-store.ts'

/** What a row of the register does to the customer's prepaid balance, in cents. Billing is usage, and not told. */
export function effectOf({ kind, amountCents }: Pick<RegisterRow, 'kind' | 'amountCents'>): {
  kind: EntryKind
  cents: number
} {
  if (kind === 'payment' && amountCents > 0) return { kind: 'payment', cents: amountCents }
  const isGiven = kind === 'payment' || kind === 'deposit-applied'
  return { kind: 'adjustment', cents: isGiven ? amountCents : -amountCents }
}

export function descriptionOf({ kind, description }: Pick<RegisterRow, 'kind' | 'description'>) {
  return description || labelOf(kind)
}

/** What takes an entry back. */
export function takenBack({ cents, description }: { cents: number; description: string }) {
  return { kind: 'adjustment' as const, cents: -cents, description: `Taken back: ${description}` }
}

const charactersKept = 24

/** Made of what the row says, and not of its place in a table: the same row has the same after a restore too. */
export function identityOf(row: RegisterRow): string {
  const { source, reference, line, date, kind, customer, service, amountCents, ordinal } = row
  const said = [source, reference, line, date, kind, customer, service, amountCents, ordinal]
  return hashOfParts(said).slice(0, charactersKept)
}

/**
 * `round`: how often the row was noted or taken off a balance at enrollment, this time among them; it is told anew after its
 * import was removed.
 */
export function objectIdOf(identity: string, round: number, isTakenBack = false) {
  return `${identity}-${round}${isTakenBack ? '-back' : ''}`
}

/** In the form of a UUID; the same for ever. */
export function messageIdOf(objectId: string) {
  return namedUuid(['message', objectId])
}
