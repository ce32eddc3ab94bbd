import { createHash } from 'node:crypto'

/** SHA-256 of what is said, in hexadecimal digits. */
export const hashOfParts = (parts: readonly unknown[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex')

/** In the form of a UUID, and of the same parts the same for ever: a restored database gives it again. */
export function namedUuid(parts: readonly unknown[]): string {
  const hash = hashOfParts(parts)
  return [0, 8, 12, 16, 20].map((from, index) => hash.slice(from, [8, 12, 16, 20, 32][index])).join('-')
}
