import { randomBytes } from 'node:crypto'

/** A name beside the wanted one, for a file or folder that is not whole yet. */
export function partOf(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.part`
}

/** The name that a part is to get once it is whole; undefined where a name is no part's. */
export function wholeOf(part: string): string | undefined {
  return /^(.*)\.[0-9a-f]{12}\.part$/.exec(part)?.[1]
}
