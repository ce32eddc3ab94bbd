import type { AuditEvent } from '../../audit/event.ts'
import type { Db } from '../../db/db.ts'
import type { Choice } from '../../lib/form.ts'
import type { About } from './filter.ts'
import { newestLabel } from './store.ts'

export type AskedAbout = { choice: Choice; about: About }

/** What `batch:12` asks for; undefined where no record can be about it. */
export async function readAbout(
  db: Db,
  asked: unknown,
  events: AuditEvent[],
  people: { id: number; name: string }[],
): Promise<AskedAbout | undefined> {
  const [, type, id = ''] = /^([a-z]+):([\w-]{1,20})$/.exec(String(asked)) ?? []
  const ofType = events.filter(({ about }) => type && about.type === type)
  const [event] = ofType
  if (!type || !event) return undefined
  const { oldLabel, format = (label) => label } = event.about
  const old = { label: oldLabel?.(id, people), kinds: ofType.map(({ kind }) => kind) }
  const words = format(old.label ?? (await newestLabel(db, type, id)) ?? id)
  const label = words.startsWith(type) ? words : `${type} ${words}`
  return {
    choice: { value: `${type}:${id}`, label: label.charAt(0).toUpperCase() + label.slice(1) },
    about: { type, id, old },
  }
}
