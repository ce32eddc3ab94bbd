import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { connect, databaseFile } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The SQLite file that a town's is copied from: to migrate each anew takes a tenth of a second. */
    migratedFile: string
  }
}

export default async function makeMigratedFile(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), 'utility-interfaces-migrated-'))
  const db = connect({ dataDir: folder, databaseUrl: undefined })
  await migrate(db)
  await db.destroy()
  project.provide('migratedFile', databaseFile(folder))
  return () => rm(folder, { recursive: true, force: true })
}
