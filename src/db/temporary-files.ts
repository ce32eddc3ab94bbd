import process from 'node:process'

/**
 * Has SQLite put what does not fit its memory where a database has its room: a machine may have no folder for temporary
 * files. To be said before SQLite is used, because it asks once in the life of a process.
 */
export function putTemporaryFilesIn(folder: string) {
  process.env.SQLITE_TMPDIR ??= folder
}
