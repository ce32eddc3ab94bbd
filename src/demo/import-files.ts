import { rm, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Actor } from '../audit/append.ts'
import { connect } from '../db/connect.ts'
import type { Deps } from '../deps.ts'
import { chartState } from '../features/gl-accounts/import/compare-store.ts'
import { answerChart } from '../features/gl-accounts/import/recognize.ts'
import { fingerprintOf as chartFingerprint, importChart } from '../features/gl-accounts/import/run.ts'
import { insertImport } from '../features/gl-accounts/import/store.ts'
import { newImportFile } from '../features/transactions/import/import-files.ts'
import { findImport, type Import } from '../features/transactions/import/import-store.ts'
import { fingerprintOf } from '../features/transactions/import/preview.ts'
import { readImport } from '../features/transactions/import/read-import.ts'
import { beginImport, confirmImport } from '../features/transactions/import/run-import.ts'
import type { HowToRead } from '../import-profiles/profile-choice.ts'
import { csvLine } from '../lib/csv-line.ts'

type Owner = Actor & { id: number }

/** What a file holds that somebody of the sample town imports. */
type SampleFile = { fileName: string; heading: string[]; rows: string[][] }

async function withFile<Result>(
  deps: Deps,
  { heading, rows }: SampleFile,
  act: (file: string, bytes: number) => Promise<Result>,
): Promise<Result> {
  const file = newImportFile(deps)
  const text = [heading, ...rows].map(csvLine).join('')
  await writeFile(file, text)
  try {
    return await act(file, Buffer.byteLength(text))
  } finally {
    await rm(file, { force: true })
  }
}

const refused = ({ fileName }: SampleFile, why: unknown) =>
  new Error(`The sample file ${fileName} was not imported: ${JSON.stringify(why)}`)

/** Brings a chart in as the pages do, in this process: for a start, one that is forked costs more than the reading. */
export async function bringInChart(deps: Deps, sample: SampleFile, actor: Owner) {
  const { formats, version } = (await deps.settings.now()).chartFormats
  await withFile(deps, sample, async (file) => {
    const at = deps.now().toISOString()
    const importId = await insertImport(deps.db, {
      ...{ userId: actor.id, fileName: sample.fileName, at, formatsVersion: version },
    })
    const asked: HowToRead = { how: 'recognize', profiles: [] }
    const { read } = await answerChart(deps.db, { importId, file, formats, asked })
    if (read?.badCount !== 0) throw refused(sample, read?.bad)
    const shownAs = chartFingerprint(deps, importId, await chartState(deps.db))
    const outcome = await importChart(deps, shownAs, actor)
    if (typeof outcome === 'string') throw refused(sample, outcome)
  })
}

/** Brings transactions in as the pages do: read on a connection of their own, then confirmed as the preview shows them. */
export async function bringInTransactions(deps: Deps, sample: SampleFile, actor: Owner) {
  if (sample.rows.length === 0) return
  await withFile(deps, sample, async (file, bytesAll) => {
    const { fileName } = sample
    const id = await beginImport(deps, { fileName, bytesAll, file: basename(file), actor })
    if (id === undefined) throw refused(sample, 'another import is under way')
    const db = connect(deps.config, { bulk: true })
    try {
      const outcome = await readImport(db, { id, file })
      if (outcome !== 'waiting') throw refused(sample, outcome)
    } finally {
      await db.destroy()
    }
    const one = (await findImport(deps.db, id)) as Import
    const confirmed = await confirmImport(deps, id, await fingerprintOf(deps, deps.db, one), actor)
    if (confirmed !== 'done') throw refused(sample, confirmed)
  })
}
