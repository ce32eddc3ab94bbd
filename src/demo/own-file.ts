import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/** What another side of the sample town keeps in a file of its own, or what it begins with. */
export function readOwn<Kept>(file: string, begun: () => Kept): Kept {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return begun()
  }
}

/** Never leaves half of it where the process ends meanwhile. */
export function writeOwn(file: string, kept: unknown) {
  writeFileSync(`${file}.new`, `${JSON.stringify(kept)}\n`)
  renameSync(`${file}.new`, file)
}
