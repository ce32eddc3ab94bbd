import type { Binding } from '../lib/secret-box.ts'

export type SecretPlace = { owner: string; field: string; storedFor: string; storedUser: string }

/** What a sealed value is bound to: moved to another row, interface or user name, it does not open. */
export function secretBinding({ owner, field, storedFor, storedUser }: SecretPlace): Binding {
  return { table: 'secrets', row: owner, column: field, context: JSON.stringify([storedFor, storedUser]) }
}
