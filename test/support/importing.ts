import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '../../src/db/connect.ts'
import type { Deps } from '../../src/deps.ts'
import { endImport, releaseImport } from '../../src/features/transactions/import-store.ts'
import { type Outcome, readImport, removeImported } from '../../src/features/transactions/read-import.ts'
import { beginImport, completeImport } from '../../src/features/transactions/run-import.ts'

const actor = { id: null, name: 'A test', address: '' }

/** A whole import within this process, on a connection of its own as in the product. */
export async function importHere(deps: Deps, file: string): Promise<Outcome> {
  const id = await beginImport(deps, { fileName: 'file.csv', bytesAll: 1, actor })
  if (id === undefined) throw new Error('another import is under way')
  const db = connect(deps.config, { bulk: true })
  try {
    const outcome = await readImport(db, { id, file, now: deps.now })
    if (outcome === 'checked') await completeImport(deps, id, actor)
    else {
      await endImport(deps.db, id, 'refused', deps.now().toISOString())
      await removeImported(db, { id, now: deps.now })
      await releaseImport(deps.db, id)
    }
    return outcome
  } finally {
    await db.destroy()
  }
}

export async function importText(deps: Deps, text: string): Promise<Outcome> {
  const file = join(deps.config.dataDir, 'file.csv')
  await writeFile(file, text)
  return importHere(deps, file)
}
