import { randomBytes } from 'node:crypto'

/** Letters and digits that are not taken for one another when read off a screen. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** 24 letters of 31: 118 bits, in groups that can be read out and typed. */
export function readableCode(): string {
  const letters: string[] = []
  while (letters.length < 24) {
    for (const byte of randomBytes(32)) {
      // The bytes past the last whole multiple are dropped, so that every letter is as likely.
      if (byte < 248 && letters.length < 24) letters.push(alphabet[byte % 31] as string)
    }
  }
  return letters.join('').replace(/(.{6})(?=.)/g, '$1-')
}
