import { createHmac } from 'node:crypto'
import { type Actor, appendEvent } from '../audit/append.ts'
import { newestOf } from '../audit/audit-store.ts'
import type { Change, Entry, Raw } from '../audit/event.ts'
import type { Db } from '../db/db.ts'
import { columnOf } from '../db/rows.ts'
import { transaction } from '../db/transaction.ts'
import type { Deps } from '../deps.ts'
import type { FieldError } from '../lib/form.ts'
import type { Section, Versioned } from '../settings/section.ts'
import { type Columns, savedWithOf, writeVersion } from './version-store.ts'

/** Or what only the database could tell is wrong. */
export type SaveOutcome = 'saved' | 'unchanged' | 'stale' | FieldError[]

/** Names a request by its content, without keeping the content: for telling a second press from a second change. */
export function fingerprint(deps: Deps, content: unknown): string {
  return createHmac('sha256', deps.keys.derive('save')).update(JSON.stringify(content)).digest('base64url')
}

/** The fields of `input` that differ from what is stored. */
export function changesBetween<Input extends Record<string, Raw>>(
  current: { [field in keyof Input]: Raw },
  input: Input,
): { [field in keyof Input]?: { from: Input[field]; to: Input[field] } } {
  const changed = Object.entries(input).filter(([field, to]) => current[field] !== to)
  return Object.fromEntries(changed.map(([field, to]) => [field, { from: current[field], to }])) as never
}

type Written = { revision: number; savedWith: string | null; columns?: Columns | undefined }

type NewVersion = {
  table: string
  /** The row; a form that there is only one of is row 1. */
  id?: number
  /** What the database held when the request came in. */
  current: Versioned
  /** The one that the form was made from. */
  version: number
  /** All that was typed: the same again by the same person is the same save. */
  sent: unknown
  /** What history says of it; without changes there is nothing to save. */
  event: Entry
  actor: Actor
  columns: Columns
  /** What else belongs to this save, in the same transaction; it may throw a Rollback with what is wrong. */
  also?: (trx: Db) => Promise<unknown>
}

/**
 * One save, one transaction: the settings, their new version and the history record, or nothing. 'saved' also for
 * the same save again, whichever of the two was first; 'stale' when another came before.
 */
export async function saveVersion(deps: Deps, save: NewVersion): Promise<SaveOutcome> {
  const { table, id = 1, actor, current, version } = save
  const savedWith = fingerprint(deps, [table, id, actor.id, version, save.sent])
  if (savedWith === current.savedWith) return 'saved'
  if (save.event.changes.length === 0) return 'unchanged'
  if (version !== current.version) return 'stale'
  const at = deps.now()
  const columns = {
    ...save.columns,
    version: version + 1,
    saved_with: savedWith,
    changed_at: at.toISOString(),
  }
  const answer = await transaction<Written | FieldError[]>(deps.db, async (trx) => {
    if (!(await writeVersion(trx, table, { id, version }, { ...columns, changed_by: actor.id })))
      return { revision: (await newestOf(trx)).id, savedWith: await savedWithOf(trx, table, id) }
    await save.also?.(trx)
    const revision = await appendEvent(deps, trx, actor, save.event)
    return { revision, savedWith, columns: save.also ? undefined : { ...columns, changed_by: actor.name } }
  })
  if (Array.isArray(answer)) return answer
  deps.settings.noteSave({ revision: answer.revision, table, columns: answer.columns })
  // The save that came first may be this very one: Save was pressed twice.
  return answer.savedWith === savedWith ? 'saved' : 'stale'
}

type SectionSave = Pick<NewVersion, 'actor'> &
  Partial<NewVersion> & {
    /** What became of secrets, whose values are in no record. */
    secrets?: Change[]
    /** The history record after which the section was like that. */
    restores?: number | undefined
  }

/** Saves one section of the settings as its form sent it; what is more than that form's own fields is in `more`. */
export function saveSection<Value extends Record<string, Raw>>(
  deps: Deps,
  { table, subject, saved, restored }: Section,
  { version, ...input }: Value & { version: number },
  current: Versioned & { [field in keyof Omit<Value, 'version'>]: Raw },
  { secrets = [], restores, ...more }: SectionSave,
): Promise<SaveOutcome> {
  const columns = Object.fromEntries(Object.entries(input).map(([field, value]) => [columnOf(field), value]))
  const changes = changesBetween(current, input)
  const event = saved(subject, changes, secrets)
  const note = { field: 'asAfterRecord', to: restores ?? '' }
  return saveVersion(deps, {
    ...{ table, current, version, sent: input },
    event:
      restored && restores !== undefined && event.changes.length > 0
        ? restored(subject, changes, [...secrets, note])
        : event,
    ...more,
    columns: { ...columns, ...more.columns },
  })
}
