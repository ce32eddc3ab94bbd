import type { AuditEvent } from '../../audit/event.ts'
import type { Db } from '../../db/db.ts'
import type { ChartFormat } from '../../lib/chart-format.ts'
import type { Choice } from '../../lib/form.ts'
import type { About } from './filter.ts'
import { formatSubject } from './record-view.ts'
import { newestLabel } from './store.ts'

export type AskedAbout = { choice: Choice; about: About }

/** What `batch:12` asks for; undefined where no record can be about it. */
export async function readAbout(
  db: Db,
  asked: unknown,
  events: AuditEvent[],
  { people, formats }: { people: { id: number; name: string }[]; formats: ChartFormat[] },
): Promise<AskedAbout | undefined> {
  const [, type, id = ''] = /^([a-z-]+):([\w-]{1,20})$/.exec(String(asked)) ?? []
  const ofType = events.filter(({ about }) => type && about.type === type)
  const [event] = ofType
  if (!type || !event) return undefined
  const { oldLabel } = event.about
  const old = { label: oldLabel?.(id, people), kinds: ofType.map(({ kind }) => kind) }
  const words = formatSubject(event.about, old.label ?? (await newestLabel(db, type, id)) ?? id, formats)
  const label = words.startsWith(type) ? words : `${type} ${words}`
  return {
    choice: { value: `${type}:${id}`, label: label.charAt(0).toUpperCase() + label.slice(1) },
    about: { type, id, old },
  }
}
