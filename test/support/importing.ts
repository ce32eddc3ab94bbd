import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '../../src/db/connect.ts'
import type { Deps } from '../../src/deps.ts'
import { keepGoneRows } from '../../src/features/prepaid-balances/gone-rows-store.ts'
import { askToTakeOut, untilTakenOut } from '../../src/features/transactions/import/ask-to-take-out.ts'
import {
  endImport,
  findImport,
  findImportUnderWay,
  type Import,
  listImports,
  releaseImport,
} from '../../src/features/transactions/import/import-store.ts'
import { fingerprintOf } from '../../src/features/transactions/import/preview.ts'
import { readImport } from '../../src/features/transactions/import/read-import.ts'
import { removeImported } from '../../src/features/transactions/import/remove-imported.ts'
import {
  beginImport,
  completeKnown,
  confirmImport,
} from '../../src/features/transactions/import/run-import.ts'
import { takeOutImport } from '../../src/features/transactions/import/take-out.ts'
import type { Town } from './town.ts'

const actor = { id: null, name: 'A test', address: '' }

/** A whole import within this process, on a connection of its own as in the product, confirmed as its preview shows it. */
export async function importHere(deps: Deps, file: string): Promise<'imported' | 'refused'> {
  const id = await beginImport(deps, { fileName: 'file.csv', bytesAll: 1, actor })
  if (id === undefined) throw new Error('another import is under way')
  const db = connect(deps.config, { bulk: true })
  try {
    const outcome = await readImport(db, { id, file })
    if (outcome === 'known') await deps.db.transaction((trx) => completeKnown(deps, trx, id, actor))
    else if (outcome === 'waiting') await confirmHere(deps, id)
    else {
      await endImport(deps.db, id, 'refused', deps.now().toISOString())
      await removeImported(db, id)
      await releaseImport(deps.db, id)
    }
    return outcome === 'known' || outcome === 'waiting' ? 'imported' : 'refused'
  } finally {
    await db.destroy()
  }
}

/** Imports what waits, as its preview shows it. */
export async function confirmHere(deps: Deps, id: number) {
  const one = (await findImport(deps.db, id)) as Import
  return confirmImport(deps, id, await fingerprintOf(deps, deps.db, one), actor)
}

/** Ends what is left of an import whose process was killed, as its job does. */
export async function endLost(town: Town) {
  const one = await findImportUnderWay(town.db)
  if (!one) return
  await endImport(town.db, one.id, 'failed', town.clock.now.toISOString())
  await askToTakeOut(town.deps, one, actor)
  await town.runJobs()
}

/** Takes the newest import out again, to its last row. */
export async function takeOutNewest({ deps, runJobs }: Town) {
  const [newest] = (await listImports(deps.db, 'desc', { limit: 1 })).rows
  const { id } = newest as Import
  const outcome = await takeOutImport(
    deps,
    { uses: [], whenTakenOut: [keepGoneRows] },
    { id, reason: 'a test' },
    actor,
  )
  if (outcome !== 'taken-out') throw new Error(outcome)
  await runJobs()
  await untilTakenOut(deps, id)
}

export async function importText(deps: Deps, text: string): Promise<'imported' | 'refused'> {
  const file = join(deps.config.dataDir, 'file.csv')
  await writeFile(file, text)
  return importHere(deps, file)
}
