import type { Db } from '../db/db.ts'
import { columnOf } from '../db/rows.ts'
import { type Cell, type Section, storedFields, type Versioned } from './section.ts'
import { type Row, readRow } from './settings-store.ts'

/** Everything that is set up, as one statement reads it; each feature declares its sections here. */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled where the sections are declared.
export interface Settings {}

/** A save that was written: the number of its record, and the row's columns if nothing else was written with it. */
type WrittenSave = { revision: number; table: string; columns: Row | undefined }

export type SettingsReader = {
  sections: readonly Section[]
  /** What is set up as of a history record, or newer. */
  at(revision: number): Promise<Settings>
  /** What is set up as of the last save of this process, or newer. */
  afterSave(): Promise<Settings>
  /** What is set up now, in a transaction too. */
  now(db?: Db): Promise<Settings>
  noteSave(save: WrittenSave): void
}

/**
 * Every change writes a history record, so what was read at a record's number stays true until there is a
 * newer one, whichever process wrote it. The session's own statement brings the number: no cache to clear.
 */
export function settingsReader(db: Db, sections: readonly Section[]): SettingsReader {
  /** What was read at a history record; without a row where only the record is known. */
  let known: { revision: number; row?: Row; settings?: Settings } = { revision: 0 }

  async function at(revision: number): Promise<Settings> {
    if (known.settings && known.revision >= revision) return known.settings
    const row = await readRow(db, sections)
    const settings = settingsOf(row, sections)
    // A reading that began before a newer record must not pass for what is set up after it.
    if (known.revision <= revision) known = { revision, row, settings }
    return settings
  }

  /**
   * Where the record follows the one that everything was read at, nobody wrote in between: what was read and
   * what was written is what is set up, and need not be read again.
   */
  function noteSave({ revision, table, columns }: WrittenSave) {
    const { revision: before, row } = known
    if (before >= revision) return
    known = { revision }
    if (before !== revision - 1 || !row || !columns) return
    const written = Object.entries(columns).map(([column, value]) => [`${table}_${column}`, value])
    const now: Row = { ...row, ...Object.fromEntries(written) }
    known = { revision, row: now, settings: settingsOf(now, sections) }
  }

  return {
    sections,
    at,
    afterSave: () => at(known.revision),
    now: async (asked = db) => settingsOf(await readRow(asked, sections), sections),
    noteSave,
  }
}

function settingsOf(row: Row, sections: readonly Section[]): Settings {
  const entries = sections.map((section) => {
    const cell: Cell = (column) => row[`${section.table}_${column}`] as never
    const values = storedFields(section).map(([field, { read = String }]) => [
      field,
      read(cell(columnOf(field))),
    ])
    const versioned: Versioned = {
      version: Number(cell('version')),
      savedWith: cell('saved_with'),
      changedAt: cell('changed_at'),
      changedBy: cell('changed_by'),
    }
    return [section.name, { ...versioned, ...Object.fromEntries(values), ...section.more?.(cell) }]
  })
  return Object.fromEntries(entries) as Settings
}
