import { createHmac } from 'node:crypto'
import { paths } from '../../src/http/paths.ts'
import type { Page } from './page.ts'
import { password, type Town } from './town.ts'
import type { Visitor } from './visitor.ts'

/** One try at the sign-in page by someone new, who stays where the answer leads unless told to follow. */
export async function trySignIn(
  town: Town,
  { name, submitted = password, address, follow = false }: SignInTry,
): Promise<{ visitor: Visitor; answer: Page }> {
  const visitor = town.visitor(address)
  const page = await visitor.get(paths.signIn)
  const values = { Name: name, Password: submitted }
  return { visitor, answer: await visitor.submit(page, values, { button: 'Sign in', follow }) }
}

type SignInTry = { name: string; submitted?: string; address?: string; follow?: boolean }

/** An address for each of a crowd, so that nobody waits for another's failures. */
export function addressOf(n: number) {
  return `10.0.${n >> 8}.${n & 255}`
}

/** Turns two-step sign-in on by its pages; the app is the function that shows the code of a moment. */
export async function turnOnTwoStep(town: Town, visitor: Visitor) {
  const start = await visitor.get(paths.twoStep)
  const setUp = await visitor.submit(start, { 'Your password': password }, { button: 'Set up' })
  const seed = setUp.find('form b').textContent?.replace(/\s/g, '') ?? ''
  const codeNow = (minutes = 0) => codeAt(seed, new Date(town.clock.now.getTime() + minutes * 60_000))
  const codes = await visitor.submit(setUp, { Code: codeNow() }, { button: 'Turn on' })
  const recoveryCodes = [...codes.document.querySelectorAll('main li')].map(
    (li) => li.textContent?.trim() ?? '',
  )
  return { seed, codeNow, recoveryCodes, setUp, codes }
}

/** What an authenticator app shows: RFC 6238, written out here once more so that the product's own is tested. */
export function codeAt(seed: string, at: Date): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...seed].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const value = mac.readUInt32BE((mac.at(-1) as number) & 15) & 0x7fffffff
  return String(value % 1_000_000).padStart(6, '0')
}
