import { createRequire } from 'node:module'

/** In code points; NIST SP 800-63B-4 asks for 15 where the password is the only factor. */
const MIN_LENGTH = 15
const MAX_LENGTH = 256

const PRODUCT = 'Utility Interfaces, interface'
/** What a guessable password costs at most; about what every pair of listed passwords would take to try. */
const TRIES = 2 ** 32
const FEW_WORDS = 3
const LONGEST_PIECE = 64
const ROWS = [
  'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  '1234567890qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'q1w2e3r4t5y6u7i8o9p0',
  '1q2w3e4r5t6y7u8i9o0p',
].flatMap((row) => [row, [...row].reverse().join('')])
const SIGNS = '@4310$5!'
const LOOKALIKES = 'aaeiossi'

type Piece = { kind: 'name' | 'row' | 'listed'; tries: number }
type Cut = { tries: number; kinds: Set<Piece['kind']>; words: Set<string> }

/**
 * What is wrong with a new password, as a sentence for the person who typed it, or undefined. Nothing asks for
 * capitals, digits or signs (ASVS 6.2.5). For these rules case, accents and compatibility forms make no
 * difference; the password itself stays as typed. Beside a wrong length, refused are:
 * - fewer than 5 different characters, and up to 7 characters repeated to the end;
 * - names: what is left of only its letters consists of names (of the user, the organization, the product) and
 *   their words, of 3 letters or more;
 * - what is soon guessed: its repeating part, as typed or with only letters and digits, can be cut into pieces
 *   that cost at most 2^32 and hold at most three different words. The costs of the pieces are multiplied: a name
 *   costs 1; a run of 4 or more along the alphabet, the digits or a keyboard, or of one character, 50; a listed
 *   password of 4 or more characters (4 or @ may stand for a, and so on) its rank on the list; the same piece
 *   again right after itself 1; any other character that is no letter 10. A word is a listed piece of letters.
 */
export function passwordProblem(
  password: string,
  context: { userName?: string; organization?: string },
): string | undefined {
  const length = [...password].length
  if (length < MIN_LENGTH)
    return `Use at least ${MIN_LENGTH} characters. Four or more words in a row do well.`
  if (length > MAX_LENGTH) return `Use at most ${MAX_LENGTH} characters.`

  const submitted = fold(password)
  if (new Set(submitted).size < 5) return 'Use more different characters: this password has only a few.'
  if (repeatingPart(submitted).length <= 7) return 'Use more than a few characters that repeat.'

  const names = namesIn([context.userName, context.organization, PRODUCT])
  const ofNames = easiestCut(submitted.replace(/\P{L}/gu, ''), (text) => nameIn(names, text))
  const readings = [submitted.replace(/[^\p{L}\p{N}]/gu, ''), submitted].map(repeatingPart)
  const cuts = readings.map((text) => easiestCut(text, (piece) => nameIn(names, piece) ?? easyPiece(piece)))
  const guessed = ofNames ?? cuts.find((cut) => cut)
  if (!guessed) return undefined
  if (guessed.kinds.has('name')) {
    return 'Use more than your name and the names of your organization and this product: they are tried first.'
  }
  if (guessed.kinds.has('row') && guessed.kinds.size === 1) {
    return 'Use something else than a row of letters, digits or keys: such rows are tried first.'
  }
  return 'Use a password that others do not: this one is made of very common passwords, which are tried first.'
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

/** The part that the text holds at least twice, the last time perhaps not in full; otherwise the whole text. */
function repeatingPart(text: string): string {
  for (let size = 1; size * 2 <= text.length; size += 1) {
    if (text.startsWith(text.slice(size))) return text.slice(0, size)
  }
  return text
}

function namesIn(sources: (string | undefined)[]): Set<string> {
  const found = sources.flatMap((source = '') => [source, ...fold(source).split(/\P{L}/u)])
  return new Set(found.map((name) => fold(name).replace(/\P{L}/gu, '')).filter(({ length }) => length >= 3))
}

function nameIn(names: Set<string>, text: string): Piece | undefined {
  return names.has(text) ? { kind: 'name', tries: 1 } : undefined
}

function readAsLetters(text: string): string {
  return text.replace(/[@4310$5!]/g, (sign) => LOOKALIKES.charAt(SIGNS.indexOf(sign)))
}

function easyPiece(text: string): Piece | undefined {
  if (text.length < 4) return undefined
  const rank = ranks().get(text) ?? ranks().get(readAsLetters(text))
  const isRow = ROWS.some((row) => row.includes(text)) || repeatingPart(text).length === 1
  if (isRow) return { kind: 'row', tries: Math.min(rank ?? 50, 50) }
  return rank === undefined ? undefined : { kind: 'listed', tries: rank }
}

/** The cheapest of the cuts that the rule is about. */
function easiestCut(text: string, pieceOf: (text: string) => Piece | undefined): Cut | undefined {
  // For each place in the text the cuts up to there, the cheapest of each number of different words.
  const best = Array.from({ length: text.length + 1 }, () => new Map<number, Cut>())
  const offer = (end: number, cut: Cut) => {
    const { size } = cut.words
    const limit = best[end]?.get(size)?.tries ?? TRIES
    if (size <= FEW_WORDS && cut.tries <= limit) best[end]?.set(size, cut)
  }
  offer(0, { tries: 1, kinds: new Set(), words: new Set() })
  for (const [start, cuts] of best.entries()) {
    if (cuts.size === 0) continue
    if (/\P{L}/u.test(text.charAt(start))) {
      for (const cut of cuts.values()) offer(start + 1, { ...cut, tries: cut.tries * 10 })
    }
    for (let end = start + 3; end <= Math.min(text.length, start + LONGEST_PIECE); end += 1) {
      const piece = text.slice(start, end)
      const found = pieceOf(piece)
      if (!found) continue
      for (const { tries, kinds, words } of cuts.values()) {
        const cut = {
          tries: tries * found.tries,
          kinds: new Set(kinds).add(found.kind),
          words: new Set(words),
        }
        if (found.kind === 'listed' && !/\P{L}/u.test(piece)) cut.words.add(piece)
        for (let to = end; text.startsWith(piece, to - piece.length); to += piece.length) offer(to, cut)
      }
    }
  }
  return text === '' ? undefined : [...(best.at(-1)?.values() ?? [])].sort((a, b) => a.tries - b.tries)[0]
}

let list: Map<string, number> | undefined

/** Loaded when the first password is chosen, not at each start: it takes about 50 ms and 5 MB. */
function ranks(): Map<string, number> {
  if (!list) {
    const require = createRequire(import.meta.url)
    const { dictionary } =
      require('@zxcvbn-ts/language-common') as typeof import('@zxcvbn-ts/language-common')
    list = new Map(dictionary['passwords-common'].map((entry, index) => [entry, index + 1]))
  }
  return list
}
