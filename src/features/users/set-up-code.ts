import { timingSafeEqual } from 'node:crypto'
import { readableCode } from '../../lib/readable-code.ts'

/** Made at each start, kept in memory only. */
export const newSetUpCode = readableCode

export function sameCode(typed: string, code: string): boolean {
  const [a, b] = [typed, code].map((text) => Buffer.from(text.toLowerCase().replace(/[^a-z0-9]/g, '')))
  return a !== undefined && b !== undefined && a.length === b.length && timingSafeEqual(a, b)
}
