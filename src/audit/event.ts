import type { AccountKind } from '../lib/account-number.ts'
import { formatDate, readDate } from '../lib/dates.ts'
import type { Choice } from '../lib/form.ts'
import { formatCents } from '../lib/money.ts'
import { isPeriod, monthName, type Period } from '../lib/periods.ts'

/** A value as it is stored: cents, an id, an ISO date, the value of a choice. It is put into words when it is read. */
export type Raw = string | number | boolean

/** One field of a record. A secret says only that it was set or removed, never from or to what. */
export type Change = { field: string; from?: Raw; to: Raw }

/** How a field reads; `Value` is what it takes. Old records hold some values in words, so any text can be formatted. */
export type Field<Value = unknown> = {
  label: string
  choices?: readonly Choice[]
  format?(value: Raw): string
  /** It holds the number of an account of this kind, which is shown as the chart's formats write it today. */
  accountKind?: AccountKind
  takes?(value: Value): void
}

export const text = (label: string): Field<string> => ({ label })
export const count = (label: string): Field<number> => ({
  label,
  format: (value) => (typeof value === 'number' ? value.toLocaleString('en-US') : String(value)),
})
/** A number that names something, so it is written without commas. */
export const numbered = (label: string): Field<number> => ({ label })
export const yesOrNo = (label: string): Field<boolean> => ({ label })
export const choice = <Value extends string>(
  label: string,
  choices: readonly { value: Value; label: string }[],
): Field<Value> => ({ label, choices })
export const cents = (label: string): Field<number> => ({
  label,
  format: (value) => (typeof value === 'number' ? formatCents(value) : String(value)),
})
export const day = (label: string): Field<string> => ({ label, format: formatDay })
export const account = (label: string, accountKind: AccountKind): Field<string> => ({ label, accountKind })
export const month = (label: string): Field<Period> => ({ label, format: formatMonth })

export function formatMonth(value: Raw) {
  return isPeriod(String(value)) ? monthName(String(value)) : String(value)
}

function formatDay(value: Raw) {
  const date = readDate(String(value))
  return date ? formatDate(date) : String(value)
}

/** What records are about. With a type and an id, all about it can be asked for. */
export type SubjectType<Thing> = {
  type?: string
  of(thing: Thing): { id: string | number | null; label: string }
  /** The label in words, where it is not in words already. */
  format?(label: string): string
  /** The label is the number of an account. */
  isAccount?: true
  /** The label of records from before there were ids, where nothing else can have had it. */
  oldLabel?(id: string, people: { id: number; name: string }[]): string | undefined
}

type Fields = Record<string, Field>
type ValueOf<One> = One extends Field<infer Value> ? Value : never
type Values<Needed, Optional, Changed> = { [name in keyof Needed]: ValueOf<Needed[name]> } & {
  [name in keyof Optional]?: ValueOf<Optional[name]> | undefined
} & { [name in keyof Changed]?: { from: ValueOf<Changed[name]>; to: ValueOf<Changed[name]> } }

/**
 * Begins with a capital. Where it has no `{changes}`, they follow in brackets, but for those that it asked for by `to`.
 * All that it is given is in words; `who` is empty when nobody was signed in.
 */
export type Sentence =
  | string
  | ((told: { who: string; subject: string; to(field: string): string | undefined }) => string)

export type AuditEvent<Thing = never> = {
  /** Such as `batch.run`; never changed, because records have it. */
  kind: string
  label: string
  about: SubjectType<Thing>
  sentence: Sentence
  fields: Fields
}

/** What `appendEvent` takes: only a declared event makes it. */
export type Entry = {
  event: AuditEvent
  subject: { id: string | number | null; label: string }
  changes: Change[]
}

/** Most things have a name and no id to ask for. */
export const named: SubjectType<string> = { of: (label) => ({ id: null, label }) }

/**
 * Declares one kind of record, and makes the function that fills it in. `also` takes changes whose names nobody knows
 * before.
 */
export function event<
  Thing,
  Needed extends Fields = Record<never, Field>,
  Optional extends Fields = Record<never, Field>,
  Changed extends Fields = Record<never, Field>,
>(
  kind: string,
  label: string,
  about: SubjectType<Thing>,
  sentence: Sentence,
  { fields, optional, changed }: { fields?: Needed; optional?: Optional; changed?: Changed } = {},
) {
  type All = Values<Needed, Optional, Changed>
  type Given = keyof All extends never ? Record<string, never> : All
  const declared: AuditEvent<Thing> = {
    kind,
    label,
    about,
    sentence,
    fields: { ...fields, ...optional, ...changed },
  }
  return Object.assign(
    (
      thing: Thing,
      ...[values, also = []]: object extends All ? [Given?, Change[]?] : [Given, Change[]?]
    ): Entry => ({
      event: declared,
      subject: about.of(thing),
      changes: [...changesOf(values ?? {}), ...also],
    }),
    declared,
  )
}

/** The changes that a record holds; none when somebody made them unreadable, which `verify` finds. */
export function changesIn({ changes }: { changes: string }): Change[] {
  try {
    return JSON.parse(changes)
  } catch {
    return []
  }
}

function changesOf(values: object): Change[] {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => (typeof value === 'object' ? { field, ...value } : { field, to: value }))
}
