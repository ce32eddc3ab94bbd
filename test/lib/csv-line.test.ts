import { expect, test } from 'vitest'
import { csvLine, fromPlainCell } from '../../src/lib/csv-line.ts'

const formulas = [
  '=1+1',
  '+1',
  '-1+1',
  '@sum',
  '\t=1',
  '\r=1',
  '\n=1',
  '＝1+1',
  '－1+1',
  "'=1+1",
  '-',
  '-1.',
  '--1',
]

test.each(formulas)('%j is shown and never run', (text) => {
  const line = csvLine([text])
  expect(line).toBe(/[\t\r\n]/.test(text) ? `"'${text}"\r\n` : `'${text}\r\n`)
})

test('amounts and numbers stay numbers, also below zero', () => {
  expect(csvLine(['-12', '-1234.50', '0', '12.00', '011075'])).toBe('-12,-1234.50,0,12.00,011075\r\n')
})

test('what begins like anything else stays as it is, in quotes where a separator is in it', () => {
  expect(csvLine(['a=b', ' =1', "'quoted'", 'a,b', 'a;b', 'a"b', ''])).toBe(
    `a=b, =1,'quoted',"a,b","a;b","a""b",\r\n`,
  )
})

test('the cell leads back to what it was made from', () => {
  for (const text of [...formulas, '-12.00', "'-12.00", "''=1", "'quoted'", 'plain']) {
    const cell = csvLine([text]).slice(0, -2).replace(/^"|"$/g, '').replaceAll('""', '"')
    expect(fromPlainCell(cell), text).toBe(text)
  }
})
