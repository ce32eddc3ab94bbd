/** In characters; the code of a service, in a file as on its form. */
export const longestServiceCode = 40

const plain = /^[\x20-\x7e]*$/
const unseen = /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]|(?! )\p{Zs}/u
const exponent = /^[-+]?\d(?:[.,]\d+)?E\+\d{1,3}$/i

const names: Record<string, string> = {
  '\t': 'a tab',
  '\n': 'a line break',
  '\r': 'a line break',
  '\u00a0': 'a no-break space',
  '\u202f': 'a no-break space',
  '\u00ad': 'a soft hyphen',
  '\u200b': 'a zero-width space',
  '\u2028': 'a line break',
  '\u2029': 'a line break',
  '\ufeff': 'a byte order mark',
}

/** The first character that cannot be seen or told from a space, with its place in words; undefined where all can. */
export function unseenIn(text: string): string | undefined {
  if (plain.test(text)) return undefined
  const found = unseen.exec(text)
  if (!found) return undefined
  const { 0: sign, index } = found
  const shown = [...text.slice(0, index)].slice(-10).join('')
  const place = shown === '' ? 'at its beginning' : `after “${shown}”`
  return `${names[sign] ?? 'a character that cannot be seen'} ${place}`
}

export function lengthProblem(text: string, limit: number): string | undefined {
  // Never more characters than units, which cost nothing to count.
  if (text.length <= limit) return undefined
  const { length } = [...text]
  return length > limit ? `is too long: ${limit} characters at most, this has ${length}` : undefined
}

/**
 * What keeps a text from telling one thing from another, as the end of a sentence that begins with the name of the
 * field; undefined when it can. Two that look alike must be one, and what a spreadsheet rounded is no longer one.
 */
export function identifierProblem(text: string, limit: number): string | undefined {
  const hidden = unseenIn(text)
  if (hidden) return `has ${hidden}: delete it`
  if (exponent.test(text)) {
    return `“${text}” is a number that a spreadsheet rounded: format its column there as text, put the whole number back and save the file again`
  }
  return lengthProblem(text, limit)
}

/** The same for texts that differ only by capitals or by how their letters are composed; engines fold ASCII at most. */
export function withoutCapitals(text: string): string {
  return text.normalize('NFC').toLowerCase()
}
