/** A text an account can be found by: it is what the number or title, or a part of one, begins with. */
export type SearchKey = { key: string; part: boolean }

/** Letters and digits in lower case, without accents, one space between words: the same for all spellings. */
export function titleKey(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Shorter ends of a number say nothing. */
export const shortestPart = 2

/** The title from each of its later words on. */
export function laterWords(title: string): string[] {
  const whole = titleKey(title)
  const parts = new Set<string>()
  for (let at = whole.indexOf(' '); at >= 0; at = whole.indexOf(' ', at + 1)) parts.add(whole.slice(at + 1))
  return [...parts]
}

/**
 * Everything an account is found by: the number and the title as they begin, then the number from each of
 * its digits on and the title from each of its words on, so that a part is found by how it begins too.
 */
export function searchKeys({ number, title }: { number: string; title: string }): SearchKey[] {
  const parts = new Set(laterWords(title))
  for (let at = 1; at <= number.length - shortestPart; at++) parts.add(number.slice(at))
  return [
    ...[...new Set([number, titleKey(title)])]
      .filter((key) => key !== '')
      .map((key) => ({ key, part: false })),
    ...[...parts].map((key) => ({ key, part: true })),
  ]
}
