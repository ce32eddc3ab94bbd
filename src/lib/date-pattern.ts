import { readDate } from './dates.ts'

const tokens = /YYYY|YY|MM|DD|HH|mm|ss/g

type Part = { token: string; isOpen: boolean; literal?: never } | { literal: string; token?: never }

/** A pattern taken apart; a number that stands between other signs may be without its zero. */
function partsOf(pattern: string): Part[] {
  const parts: Part[] = []
  let at = 0
  for (const { 0: token, index } of pattern.matchAll(tokens)) {
    if (index > at) parts.push({ literal: pattern.slice(at, index) })
    at = index + token.length
    const isAlone = index === 0 || parts.at(-1)?.token === undefined
    const isOpen =
      isAlone && token.length === 2 && (at === pattern.length || pattern.slice(at).search(tokens) !== 0)
    parts.push({ token, isOpen })
  }
  if (at < pattern.length) parts.push({ literal: pattern.slice(at) })
  return parts
}

/** Why a pattern says no date; undefined where it does. */
export function wrongPattern(pattern: string): string | undefined {
  const found = pattern.match(tokens) ?? []
  const count = (...names: string[]) => found.filter((token) => names.includes(token)).length
  if (count('YYYY', 'YY') === 1 && count('MM') === 1 && count('DD') === 1) return undefined
  return 'needs YYYY (or YY), MM and DD, each once, such as MM/DD/YYYY'
}

const timeBehind = /^[ T-]([01]?\d|2[0-3])[:.][0-5]\d([:.][0-5]\d([:.]\d{1,6})?)?( ?[AP]M|Z)?$/i

/** `2026-01-31` of a text that a pattern says, without a time behind it; undefined where it is no such date. */
export function readByPattern(text: string, pattern: string): string | undefined {
  const found: Record<string, string> = {}
  let at = 0
  for (const part of partsOf(pattern)) {
    if (part.literal !== undefined) {
      if (!text.startsWith(part.literal, at)) return undefined
      at += part.literal.length
      continue
    }
    const { token, isOpen } = part
    let end = at
    while (end < at + token.length && isDigit(text[end])) end += 1
    if (end === at || (!isOpen && end < at + token.length)) return undefined
    found[token] = text.slice(at, end)
    at = end
  }
  const isWhole = at === text.length || (found.HH === undefined && timeBehind.test(text.slice(at)))
  if (!isWhole || isNoTime(found)) return undefined
  const year = found.YYYY ?? `20${found.YY}`
  return readDate(`${year}-${found.MM}-${found.DD}`)
}

const isDigit = (sign: string | undefined) => sign !== undefined && sign >= '0' && sign <= '9'

function isNoTime({ HH = '0', mm = '0', ss = '0' }: Record<string, string>) {
  return Number(HH) > 23 || Number(mm) > 59 || Number(ss) > 59
}

/** The date (`2026-01-31`) as a pattern writes it; a time that it has no part of is midnight. */
export function writeByPattern(date: string, pattern: string): string {
  const [year = '', month = '', day = ''] = date.split('-')
  const said: Record<string, string> = { YYYY: year, YY: year.slice(2), MM: month, DD: day }
  return pattern.replace(tokens, (token) => said[token] ?? '00')
}
