import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { migrations } from '../../migrations/index.ts'
import { makeFolder } from '../lib/make-folder.ts'
import { Refusal } from '../lib/refusal.ts'

/** What is in the folder of a sample town: where its data and keys lie, and of what month and version it is. */
type Note = { made: typeof madeBy; of?: string; town?: string }

const madeBy = 'npm run demo'
const noteIn = (folder: string) => join(folder, 'sample-town.json')

/** Where a town keeps its data and its key. */
export type Place = { dataDir: string; keyFile: string }

const isTown = (name = ''): name is string => /^town-\d+$/.test(name)

const placeIn = (town: string): Place => ({
  dataDir: join(town, 'data'),
  keyFile: join(town, 'keys', 'secret.key'),
})

/** Names a month and what makes a town of it, so that one from another month or version is made anew. */
export function madeOf(month: string): string {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const hash = createHash('sha256')
  const files = [
    ...readdirSync(here, { recursive: true })
      .filter((name) => /\.[jt]s$/.test(String(name)))
      .map((name) => join(here, String(name))),
    ...['sample-chart.ts', 'sample-transactions.ts', 'sample-bills.ts', 'sample-households.ts'].map((name) =>
      join(here, '../lib', name),
    ),
  ]
  for (const file of files.sort()) hash.update(readFileSync(file))
  return `${month} ${Object.keys(migrations).at(-1)} ${hash.digest('hex').slice(0, 16)}`
}

function readNote(folder: string): Note | undefined {
  try {
    const note = JSON.parse(readFileSync(noteIn(folder), 'utf8'))
    return note.made === madeBy ? note : undefined
  } catch {
    return undefined
  }
}

function writeNote(folder: string, note: Note) {
  const written = `${noteIn(folder)}.new`
  writeFileSync(written, `${JSON.stringify(note)}\n`)
  renameSync(written, noteIn(folder))
}

/** Takes a folder that is not there, is empty or was made here; throws Refusal for any other, and touches nothing in it. */
export function takeFolder(folder: string) {
  try {
    makeFolder(folder)
  } catch (error) {
    if (!/^(EEXIST|ENOTDIR)$/.test(String((error as NodeJS.ErrnoException).code))) throw error
    throw new Refusal(`${folder} is not a folder, so nothing was made there. Rename it, then start again.`)
  }
  if (readNote(folder)) return
  if (readdirSync(folder).length > 0)
    throw new Refusal(
      `The folder ${folder} is there already and holds no sample town, so nothing in it was touched. Rename it, then start again.`,
    )
  writeNote(folder, { made: madeBy })
}

/** The town that was used last, where it is of this month and version. One that lies elsewhere is none: it may be real. */
export function lastTown(folder: string, of: string): Place | undefined {
  const note = readNote(folder)
  const town = note?.of === of && isTown(note.town) ? join(folder, note.town) : undefined
  return town && lstatSync(town, { throwIfNoEntry: false })?.isDirectory() ? placeIn(town) : undefined
}

/** Makes the town that others are copied from, unless there is one of this month and version. */
export async function makeFresh(folder: string, of: string, make: (place: Place) => Promise<void>) {
  const fresh = join(folder, 'fresh')
  const note = readNote(folder)
  if (note?.of === of && existsSync(fresh)) return
  const unfinished = join(folder, 'fresh.new')
  rmSync(unfinished, { recursive: true, force: true })
  await make(placeIn(unfinished))
  rmSync(fresh, { recursive: true, force: true })
  renameSync(unfinished, fresh)
  writeNote(folder, { made: madeBy, of })
}

/** Copies the fresh town for use; the one that was used before stays until `keepOnly`. */
export function copyFresh(folder: string): Place {
  const numbers = readdirSync(folder).map((name) => (isTown(name) ? Number(name.slice('town-'.length)) : 0))
  const town = `town-${Math.max(0, ...numbers) + 1}`
  try {
    // What a link leads to is copied too, never used itself.
    cpSync(join(folder, 'fresh'), join(folder, town), {
      recursive: true,
      dereference: true,
      preserveTimestamps: true,
    })
  } catch (error) {
    // On a full disk it would take the room that the next try needs.
    rmSync(join(folder, town), { recursive: true, force: true })
    throw error
  }
  writeNote(folder, { ...readNote(folder), made: madeBy, town })
  return placeIn(join(folder, town))
}

/** Removes the towns that nobody uses any more. */
export function removeOthers(folder: string) {
  const { town } = readNote(folder) ?? {}
  for (const name of readdirSync(folder)) {
    if (isTown(name) && name !== town) rmSync(join(folder, name), { recursive: true, force: true })
  }
}
