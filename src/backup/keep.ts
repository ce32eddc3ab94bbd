import * as fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { wholeOf } from '../lib/part-name.ts'
import { isOfSameTown, surplus } from './backup-name.ts'
import { removeOldParts } from './files.ts'

/**
 * After a good backup, removes the oldest of the same town beside it, so that so many are left. Answers which. A file that
 * holds nothing is none: one whose making was cut off may have the name alone. Parts of such go too, after a day.
 */
export function keepNewest(made: string, keep: number, now: Date): string[] {
  const folder = dirname(made)
  const entries = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
  const names = entries.map(({ name }) => name)
  const whole = names.filter(
    (name) => (fs.statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0) > 0,
  )
  const old = surplus(whole, { made: basename(made), keep }).map((name) => join(folder, name))
  // Two that are made at once remove the same.
  for (const path of old) fs.rmSync(path, { force: true })
  for (const name of names) {
    const whose = wholeOf(name)
    if (whose && isOfSameTown(whose, basename(made))) removeOldParts(folder, whose, now)
  }
  return old
}
