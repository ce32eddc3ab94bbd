import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openCsv } from '../../src/lib/csv.ts'
import { CsvFault } from '../../src/lib/csv-encoding.ts'
import { oddFile } from '../support/odd-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'utility-interfaces-csv-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The rows as `line: value|value`, and the fault at the end where there is one. */
async function rowsOf(content: string | Buffer) {
  const path = join(folder, 'file.csv')
  writeFileSync(path, content)
  const rows: string[] = []
  try {
    for await (const { line, fields } of openCsv(path).rows) rows.push(`${line}: ${fields.join('|')}`)
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    rows.push(`${error.line}! ${error.message}`)
  }
  return rows
}

test('lines that end in different ways in one file are lines all the same', async () => {
  const all = ['1: a|b', '2: 1|2', '3: 3|4', '4: 5|6', '5: 7|8']
  expect(await rowsOf('a,b\r\n1,2\n3,4\r5,6\r\n7,8')).toEqual(all)
  expect(await rowsOf('a,b\n1,2\r\n3,4\r\r5,6')).toEqual(['1: a|b', '2: 1|2', '3: 3|4', '5: 5|6'])
  // A break within quotation marks is one line too, however it is written.
  expect(await rowsOf('a,b\r\n"1\r\n1",2\r\n3,4')).toEqual(['1: a|b', '3: 1\n1|2', '4: 3|4'])
})

test('line ends and letters are whole where one read of the file ends and the next begins', async () => {
  for (const letters of ['é', '€', '😀']) {
    for (let offset = 0; offset < 5; offset++) {
      const long = 'x'.repeat(30_000)
      const rows = await rowsOf(
        `${'a'.repeat(offset)}\r\n${long}\r\n${letters.repeat(15_000)}\r\n${long}\r\nend`,
      )
      expect(rows.map((row) => row.length)).toEqual(
        [offset, 30_000, letters.length * 15_000, 30_000, 3]
          .map((length) => length + 3)
          .slice(offset ? 0 : 1),
      )
    }
  }
})

test('empty lines and rows without a value are passed over, and the sign between values is still recognized', async () => {
  expect(await rowsOf('\r\n\r\na;b\r\n;\r\n1;2,5\r\n ; \r\n')).toEqual(['3: a|b', '5: 1|2,5'])
})

test('a first line that names the sign between values is obeyed', async () => {
  expect(await rowsOf('sep=;\r\na,b;c\r\n1;2')).toEqual(['2: a,b|c', '3: 1|2'])
  expect(await rowsOf('\ufeff"sep=|"\na|b')).toEqual(['2: a|b'])
  expect(await rowsOf('SEP=\t\na\tb,c')).toEqual(['2: a|b,c'])
})

test('a value that keeps its zeros by a formula is the value', async () => {
  expect(await rowsOf('="011075",="01-1075",=1+1\n"=""0110""",=""\n')).toEqual([
    '1: 011075|01-1075|=1+1',
    '2: 0110|',
  ])
})

test('the letters of each encoding are read; a byte that is not of the encoding of the rest is a fault with its line', async () => {
  const text = 'é,–\nÉ,ç'
  const read = ['1: é|–', '2: É|ç']
  expect(await rowsOf(Buffer.from(`\ufeff${text}`))).toEqual(read)
  expect(await rowsOf(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual(read)
  expect(await rowsOf(Buffer.from(`\ufeff${text}`, 'utf16le').swap16())).toEqual(read)
  expect(await rowsOf(Buffer.from('\xe9,\x96\n\xc9,\xe7', 'latin1'))).toEqual(read)
  // É” is also how UTF-8 writes another letter.
  expect(await rowsOf(Buffer.from('\x93\xc9\x94,\xc9t\xe9\x94', 'latin1'))).toEqual(['1: “É”|Été”'])
  const stray = [expect.stringMatching(/^2! a letter is not written in UTF-8 as the others are/)]
  expect(await rowsOf(Buffer.from('R\xc3\xa9gie\r\nCaf\xe9\r\n\xe9\xe9', 'latin1'))).toEqual(stray)
  expect(await rowsOf(Buffer.from('\xc5\x82\xc5\x82\nCaf\xe9', 'latin1'))).toEqual(stray)
  expect(await rowsOf(Buffer.from('\xef\xbb\xbfa\nCaf\xe9', 'latin1'))).toEqual(stray)
  const many = Buffer.from(`${'R\xc3\xa9\r\n'.repeat(60_000)}\xe9`, 'latin1')
  expect(await rowsOf(many)).toEqual([expect.stringMatching(/^60001! /)])
  expect(await rowsOf(Buffer.from('\ufeffa\n\ud800b', 'utf16le'))).toContainEqual(
    expect.stringContaining('a letter is damaged'),
  )
})

test('an old workbook, a PDF and what is no text are called what they are', async () => {
  const fault = async (content: string) => (await rowsOf(Buffer.from(content, 'latin1'))).join()
  expect(await fault('\xd0\xcf\x11\xe0\xa1\xb1')).toMatch(
    /^1! the file is a workbook of old Excel \(\.xls\) or one with a password/,
  )
  expect(await fault('%PDF-1.7\n')).toMatch(/^1! the file is a PDF/)
  expect(await fault('a,b\n\0\0')).toMatch(/^1! the file is not text/)
})

test('quotation marks that are opened and not closed, or closed too early, are a fault with the line', async () => {
  expect(await rowsOf('a,b\n5" pipe,"6"" pipe"')).toEqual(['1: a|b', '2: 5" pipe|6" pipe'])
  expect(await rowsOf('a,b\n1,"Mike" Smith\n')).toContainEqual(
    expect.stringMatching(/^2! a quotation mark is closed before the end of a value/),
  )
  expect(await rowsOf('a,b\n1,"Mike"Smith\n')).toContainEqual(
    expect.stringMatching(/^2! .*closed before the end/),
  )
  const opened = /^2! a quotation mark is opened here or soon after/
  expect(await rowsOf('a,b\n1,"Mike\n3,4\n')).toContainEqual(expect.stringMatching(opened))
  expect(await rowsOf(`a,b\n1,"Mike\n${'3,4\n'.repeat(20_000)}`)).toContainEqual(
    expect.stringMatching(opened),
  )
  expect(await rowsOf(`a,b\n1,${'x'.repeat(70_000)}\n`)).toContainEqual('2! a row is longer than 64 KB')
})

test('whatever the bytes are, they are rows or a fault with its line', async () => {
  await fc.assert(
    fc.asyncProperty(oddFile, async (content) => {
      for (const row of await rowsOf(content)) expect(row).toMatch(/^[1-9]\d*[:!] /)
    }),
    { numRuns: 200 },
  )
})

test('what is said of a file counts for more than what it shows', async () => {
  const path = join(folder, 'said.csv')
  writeFileSync(path, Buffer.from('a|b,c\né|2,3\n', 'latin1'))
  const rows: string[][] = []
  for await (const { fields } of openCsv(path, { delimiter: '|', encoding: 'windows-1252' }).rows)
    rows.push(fields)
  expect(rows).toEqual([
    ['a', 'b,c'],
    ['é', '2,3'],
  ])
})
