import { expect, test } from 'vitest'
import { identifierProblem, lengthProblem } from '../../src/lib/identifier.ts'

test.each(['W&S', 'WTR/IN', 'GARB 96', '#2', 'Café', '000451', '1E5', 'E+11', '12E', 'a'.repeat(40)])(
  '%s tells one thing from another',
  (text) => expect(identifierProblem(text, 40)).toBeUndefined(),
)

test.each([
  ['R-1\u200b', 'has a zero-width space after “R-1”: delete it'],
  ['\u200bR-1', 'has a zero-width space at its beginning: delete it'],
  ['GARB\u00a096', 'has a no-break space after “GARB”: delete it'],
  ['GARB\u202f96', 'has a no-break space after “GARB”: delete it'],
  ['AB\u00adC', 'has a soft hyphen after “AB”: delete it'],
  ['\ufeffC1', 'has a byte order mark at its beginning: delete it'],
  ['C1\u202e2', 'has a character that cannot be seen after “C1”: delete it'],
  ['C1\u2066', 'has a character that cannot be seen after “C1”: delete it'],
  ['C\u20091', 'has a character that cannot be seen after “C”: delete it'],
  ['C\u31641', 'has a character that cannot be seen after “C”: delete it'],
  ['C\ufe0f1', 'has a character that cannot be seen after “C”: delete it'],
  ['C\u00001', 'has a character that cannot be seen after “C”: delete it'],
  ['a\tb', 'has a tab after “a”: delete it'],
  ['a\nb', 'has a line break after “a”: delete it'],
])('%j is refused with the place', (text, why) => expect(identifierProblem(text, 40)).toBe(why))

test.each(['1.23457E+11', '1E+11', '1,23457E+11', '1.2e+15'])(
  '%s is called a number that a spreadsheet rounded',
  (text) => expect(identifierProblem(text, 40)).toContain(`“${text}” is a number that a spreadsheet rounded`),
)

test('characters are counted as a person counts them', () => {
  expect(lengthProblem('💧'.repeat(40), 40)).toBeUndefined()
  expect(lengthProblem('a'.repeat(41), 40)).toBe('is too long: 40 characters at most, this has 41')
})
