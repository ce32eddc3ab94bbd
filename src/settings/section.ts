import { type Field as AuditField, event, named, type Sentence } from '../audit/event.ts'
import type { AccountKind } from '../lib/account-number.ts'
import type { Choice, Submitted } from '../lib/form.ts'
import type { Settings } from './snapshot.ts'

/** What everything that is saved version by version has beside its own fields. */
export type Versioned = {
  /** Raised by each save; a form made from an older one is not saved over a newer one. */
  version: number
  /** A keyed fingerprint of the request that made this version: the same request again is the same save. */
  savedWith: string | null
  /** ISO 8601, UTC. */
  changedAt: string | null
  changedBy: string | null
}

export const neverSaved: Versioned = { version: 0, savedWith: null, changedAt: null, changedBy: null }

/** One field of a section: what people call it, and what they choose from. */
export type Field = {
  label: string
  choices?: readonly Choice[]
  /** In words, where the value is none that people read. */
  format?(value: string | number | boolean): string
  /** Makes the value of what the column holds, where that is not text. */
  read?(stored: unknown): number | boolean
  /** Whether what a record told is what is stored, where the two are not written alike. */
  isToldBy?(told: string, stored: string): boolean
  /** It holds the number of an account of this kind. */
  accountKind?: AccountKind
  /** Sealed in the table of secrets, so in no column here; history says only that it was set or removed. */
  isSecret?: true
}

export const checkbox: readonly Choice[] = [
  { value: 'true', label: 'Selected' },
  { value: 'false', label: 'Cleared' },
]

type SavedEvent = ReturnType<typeof savedEvent>

/** Declares what a save of a section records: its fields are the section's, and `more`. */
export function savedEvent(
  kind: string,
  label: string,
  sentence: Sentence = 'Saved {subject}: {changes}',
  more: Record<string, AuditField> = {},
) {
  return event(kind, label, named, sentence, { changed: more })
}

/** What a column of the section's row holds, or `<join>_<column>` of a row that is joined to it. */
export type Cell = <Value = string | null>(column: string) => Value

/** A part of the settings with a table of its own, which has one row. Features declare them; none is imported here. */
export type Section<Name extends string = string> = {
  /** The property of `Settings` that the feature declares. */
  name: keyof Settings
  /** What history records call it. */
  subject: string
  label: string
  table: string
  /** What a save of it records, and one that puts back what was set earlier. */
  saved: SavedEvent
  restored?: SavedEvent
  /** The column of a field is called as the field, in snake case. */
  fields: Record<Name, Field>
  /** Columns that are no field. */
  columns?: readonly string[]
  /** Rows of other tables that belong to it: there may be one where the columns of `on` have those values. */
  joins?: Record<string, { table: string; on: Record<string, string>; columns: readonly string[] }>
  /** What it has beside its fields. */
  more?(cell: Cell): object
}

/** Whether records of this kind are saves of the section. */
export function isSave({ saved, restored }: Section, kind: string) {
  return kind === saved.kind || kind === restored?.kind
}

/** The fields that the section's own table holds. */
export function storedFields({ fields }: Section): [string, Field][] {
  return Object.entries(fields).filter(([, { isSecret }]) => !isSecret)
}

/** A section as its form sends it. */
export function asSubmitted(section: Section, values: Record<string, unknown>): Submitted {
  const sent = (value: unknown) => (typeof value === 'boolean' ? (value ? 'on' : '') : String(value))
  return Object.fromEntries(storedFields(section).map(([field]) => [field, sent(values[field])]))
}
