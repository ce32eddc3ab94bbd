import { changesIn } from '../audit/event.ts'
import type { Db } from '../db/db.ts'
import { columnOf } from '../db/rows.ts'
import { isSave, type Section } from './section.ts'
import { readRow } from './settings-store.ts'

/** Holds the settings to what history says of them: each save raised a version and recorded what changed. */
export async function settingsConsistency(db: Db, sections: readonly Section[]) {
  const row = await readRow(db, sections)
  const found = sections.map((section) => ({
    section,
    version: Number(row[`${section.table}_version`]),
    saves: 0,
    told: new Map<string, string>(),
  }))

  return {
    follow(record: { kind: string; subject: string; changes: string }) {
      const one = found.find(({ section }) => section.subject === record.subject)
      // Saves that came after the settings were read are left out.
      if (!one || !isSave(one.section, record.kind) || one.saves === one.version) return
      one.saves++
      for (const { field, from, to } of changesIn(record)) {
        // A secret's change has no `from`: its value is in no column.
        if (from !== undefined) one.told.set(field, String(to))
      }
    },

    problem(): string | undefined {
      for (const { section, version, saves, told } of found) {
        const { label, table, fields } = section
        if (saves < version) {
          return `is missing: ${label} was saved ${version} times and only ${saves} are recorded`
        }
        for (const [field, { read = String, isToldBy }] of Object.entries(fields)) {
          const now = String(read(row[`${table}_${columnOf(field)}`]))
          const last = told.get(field)
          if (last !== undefined && last !== now && !isToldBy?.(last, now)) {
            return `is missing: ${label} was changed without one (${field})`
          }
        }
      }
      return undefined
    },
  }
}
