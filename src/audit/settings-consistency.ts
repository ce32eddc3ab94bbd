import type { Db } from '../db/db.ts'
import { columnOf } from '../db/rows.ts'
import { type HistoryRow, settingsRow } from './audit-store.ts'
import type { AuditEvent, Change } from './event.ts'

/** Settings whose every save raises a version and is recorded. */
export type SavedTable = {
  subject: string
  label: string
  table: string
  saved: AuditEvent
  restored?: AuditEvent
}

/** Whether records of this kind are saves of it. */
export function isSave(of: SavedTable, kind: string) {
  return kind === of.saved.kind || kind === of.restored?.kind
}

type Row = Awaited<ReturnType<typeof settingsRow>>
type Subject = { of: SavedTable; row: Row; saves: number; told: Map<string, string> }

/** Whether the settings stand as the history tells: each save raised a version and recorded what changed. */
export class SettingsTold {
  readonly #subjects: Map<string, Subject>

  private constructor(subjects: Map<string, Subject>) {
    this.#subjects = subjects
  }

  /** Reads the settings as they stand now; saves that come later are left out of the comparison. */
  static async read(db: Db, tables: readonly SavedTable[]): Promise<SettingsTold> {
    const subjects = new Map<string, Subject>()
    for (const of of tables) {
      const row = await settingsRow(db, of.table)
      subjects.set(of.subject, { of, row, saves: 0, told: new Map() })
    }
    return new SettingsTold(subjects)
  }

  follow({ kind, subject }: Pick<HistoryRow, 'kind' | 'subject'>, changes: Change[]) {
    const found = this.#subjects.get(subject)
    if (!found || !isSave(found.of, kind) || found.saves === Number(found.row.version)) return
    found.saves++
    // A secret's change has no `from`: its value is in no column.
    for (const { field, from, to } of changes) if (from !== undefined) found.told.set(field, String(to))
  }

  problem(): string | undefined {
    for (const { of, row, saves, told } of this.#subjects.values()) {
      const version = Number(row.version)
      if (saves < version) {
        return `is missing: ${of.label} was saved ${version} times and only ${saves} are recorded`
      }
      for (const [field, value] of told) {
        const now = row[columnOf(field)]
        if (now !== undefined && !same(now, value)) {
          return `is missing: ${of.label} was changed without one (${field})`
        }
      }
    }
    return undefined
  }
}

function same(now: Row[string], told: string) {
  // SQLite has no booleans: 0 and 1 come back.
  return told === 'true' || told === 'false' ? String(Boolean(now)) === told : String(now) === told
}
