import { createRequire } from 'node:module'

/** In code points; NIST SP 800-63B-4 asks for 15 where the password is the only factor. */
const MIN_LENGTH = 15
const MAX_LENGTH = 256

const PRODUCT = 'Utility Interfaces, interface'
/** Neither three listed passwords in a row nor fewer are a password. */
const FEW_PIECES = 3
const LONGEST_PIECE = 64
const ROWS = [
  'abcdefghijklmnopqrstuvwxyzabcdef',
  '12345678901234567890',
  'qwertyuiopasdfghjklzxcvbnm',
].flatMap((row) => [row, [...row].reverse().join('')])

/**
 * What is wrong with a new password, as a sentence for the person who typed it, or undefined (docs/decisions/0010).
 * For these rules case, accents and compatibility forms make no difference; the password itself stays as typed.
 */
export function passwordProblem(
  password: string,
  context: { userName?: string; organization?: string },
): string | undefined {
  const length = [...password].length
  if (length < MIN_LENGTH)
    return `Use at least ${MIN_LENGTH} characters. Four or more words in a row do well.`
  if (length > MAX_LENGTH) return `Use at most ${MAX_LENGTH} characters.`

  const typed = fold(password)
  if (new Set(typed).size < 6) return 'Use more different characters: this password has only a few.'
  if (repeatingPart(typed).length <= 8) return 'Use more than a few characters that repeat.'

  const names = namesIn([context.userName, context.organization, PRODUCT])
  const letters = typed.replace(/\P{L}/gu, '')
  if (isMadeOf(letters, Infinity, (piece) => names.has(piece))) {
    return 'Use more than your name and the names of your organization and this product: they are tried first.'
  }
  const readings = [letters, typed.replace(/[^\p{L}\p{N}]/gu, ''), typed].map(repeatingPart)
  if (readings.some((text) => isMadeOf(text, FEW_PIECES, (piece) => names.has(piece) || isCommon(piece)))) {
    return 'Use a password that others do not: this one is made of very common passwords or rows of keys, which are tried first.'
  }
  return undefined
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

/** Each name and each word of it, of three letters or more. */
function namesIn(sources: (string | undefined)[]): Set<string> {
  const found = sources.flatMap((source = '') => [source, ...fold(source).split(/\P{L}/u)])
  return new Set(found.map((name) => fold(name).replace(/\P{L}/gu, '')).filter(({ length }) => length >= 3))
}

function isMadeOf(text: string, limit: number, isPiece: (text: string) => boolean): boolean {
  // For each place in the text, the fewest pieces up to there.
  const fewest = [0]
  for (let end = 1; end <= text.length; end += 1) {
    const starts = [...fewest.keys()].slice(-LONGEST_PIECE).filter((start) => isPiece(text.slice(start, end)))
    fewest[end] = 1 + Math.min(...starts.map((start) => fewest[start] ?? Infinity))
  }
  const pieces = fewest[text.length] ?? Infinity
  return text !== '' && pieces < Infinity && pieces <= limit
}

function isCommon(text: string): boolean {
  return text.length >= 4 && (commonPasswords().has(text) || ROWS.some((row) => row.includes(text)))
}

let list: Set<string> | undefined

/** Loaded when the first password is chosen, not at each start: it takes about 50 ms and 5 MB. */
function commonPasswords(): Set<string> {
  if (!list) {
    const require = createRequire(import.meta.url)
    const { dictionary } =
      require('@zxcvbn-ts/language-common') as typeof import('@zxcvbn-ts/language-common')
    list = new Set(dictionary['passwords-common'])
  }
  return list
}
