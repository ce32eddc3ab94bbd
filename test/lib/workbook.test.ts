import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { CsvFault } from '../../src/lib/csv-encoding.ts'
import { openWorkbook } from '../../src/lib/workbook.ts'
import { escaped, sheetRow, workbook, workbookParts, zipOf } from '../support/workbook.ts'

const folder = mkdtempSync(join(tmpdir(), 'utility-interfaces-workbook-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function read(content: Buffer, sheet?: string) {
  const path = join(folder, 'book.xlsx')
  writeFileSync(path, content)
  const book = openWorkbook(path, { sheet })
  const rows: { line: number; fields: string[] }[] = []
  for await (const row of book.rows) rows.push(row)
  return { rows, bytesRead: book.bytesRead() }
}

/** The rows as `line: value|value`, and the fault at the end where there is one. */
async function rowsOf(content: Buffer, sheet?: string) {
  try {
    return (await read(content, sheet)).rows.map(({ line, fields }) => `${line}: ${fields.join('|')}`)
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    return [`${error.line}! ${error.message}`]
  }
}

const one = (data: string, more: Partial<Parameters<typeof workbook>[0]> = {}) =>
  workbook({ sheets: { Sheet1: data }, ...more })
/** What a number with a format is read as; the built-in format 14 is the last style. */
async function shown(number: string, format = 'General', from1904 = false) {
  const data = `<row r="1"><c r="A1" s="1"><v>${number}</v></c></row>`
  return (await rowsOf(one(data, { formats: [format], from1904 })))[0]?.slice(3)
}

test('a table written as a workbook is read as it was, whatever its texts hold and however they are stored', async () => {
  const cell = fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .map((text) => text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '').trim())
  const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(table, fc.boolean(), async (rows, isShared) => {
      const texts = rows.flat()
      const at = (text: string) => texts.indexOf(text)
      const shared = (cells: string[]) =>
        `<row>${cells.map((text) => `<c t="s"><v>${at(text)}</v></c>`).join('')}</row>`
      const book = one(rows.map((row) => (isShared ? shared(row) : sheetRow(row))).join(''), {
        // As Excel writes what looks like its sign for another character.
        sharedTexts: texts.map((text) => `<t xml:space="preserve">${escaped(text)}</t>`),
      })
      const expected = rows.flatMap((fields, index) => {
        const width = fields.findLastIndex((field) => field !== '') + 1
        return width === 0 ? [] : [{ line: index + 1, fields: fields.slice(0, width) }]
      })
      expect((await read(book)).rows).toEqual(expected)
    }),
    { numRuns: 40 },
  )
})

test('a number is what a person reads in its cell: no more than was entered, never shortened', async () => {
  expect(await shown('12.300000000000001')).toBe('12.3')
  expect(await shown('0.30000000000000004')).toBe('0.3')
  expect(await shown('0.10000000000582077')).toBe('0.1')
  expect(await shown('-2.7755575615628914E-17')).toBe('0')
  expect(await shown('1.2E+11')).toBe('120000000000')
  expect(await shown('123456789012')).toBe('123456789012')
  expect(await shown('12345678901234567890')).toBe('12345678901234567890')
  expect(await shown('1234567.89')).toBe('1234567.89')
  expect(await shown('12.345')).toBe('12.345')
  // The digits that the cell's format shows, such as the zeros in front of a customer's number.
  expect(await shown('11075', '000000')).toBe('011075')
  expect(await shown('1000.101', '0000.000000')).toBe('1000.101000')
  expect(await shown('-1234.5', '#,##0.00;[Red]-#,##0.00')).toBe('-1234.50')
  expect(await shown('12.3', '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\)')).toBe('12.30')
  expect(await shown('12.345', '0.00')).toBe('12.345')
  expect(await shown('0.05', '0%')).toBe('0.05')
})

test('a day is told by the format of its cell, in both ways that workbooks count days', async () => {
  expect(await shown('46053', 'yyyy-mm-dd')).toBe('2026-01-31')
  expect(await shown('46053.75', 'm/d/yy h:mm')).toBe('2026-01-31')
  expect(await shown('46053', '[$-409]d-mmm-yy;@')).toBe('2026-01-31')
  expect(await shown('44591', 'mmm d, yyyy', true)).toBe('2026-01-31')
  expect(await shown('59', 'd.m.yyyy')).toBe('1900-02-28')
  expect(await shown('60', 'd.m.yyyy')).toBe('1900-02-29')
  expect(await shown('61', 'd.m.yyyy')).toBe('1900-03-01')
  expect(await shown('46053', '"yd" 0')).toBe('46053')
  expect(await shown('46053', '[h]:mm')).toBe('46053')
  const builtIn =
    '<row r="1"><c r="A1" s="1"><v>46053</v></c><c r="B1" t="d"><v>2026-02-01T00:00:00</v></c></row>'
  expect(await rowsOf(one(builtIn))).toEqual(['1: 2026-01-31|2026-02-01'])
})

test('texts, booleans and results of formulas are read, cells and rows that are not there passed over', async () => {
  const data =
    '<row r="2"><c r="B2" t="s"><v>0</v></c><c r="D2" t="b"><v>1</v></c></row><row r="4"/><row r="5"><c r="A5" s="1"/></row>' +
    '<row r="7"><c r="A7" t="str"><f>A1&amp;"x"</f><v> 007 </v></c><c r="B7"><f>1+1</f><v>2</v></c><c r="C7" t="str"><f>""</f></c>' +
    '<c r="AB7" t="inlineStr"><is><r><t>Leak,</t></r><r><t xml:space="preserve"> meter</t></r></is></c></row>'
  const sharedTexts = ['<r><t>Main</t></r><r><t>_x000D_ St</t></r><rPh><t>spoken</t></rPh>']
  expect(await rowsOf(one(data, { sharedTexts }))).toEqual([
    '2: |Main\r St||TRUE',
    `7: 007|2${'|'.repeat(26)}Leak, meter`,
  ])
  const prefixed = sheetRow(['a', 1]).replaceAll(/<(\/?)(row|c|v|is|t)\b/g, '<$1x:$2')
  expect(await rowsOf(one(`<x:g xmlns:x="urn:x">${prefixed}</x:g>`))).toEqual(['1: a|1'])
})

test('texts of every length are found again however many there are', async () => {
  const lengths = [0, 3, 0, 40_000, 600_000, 0, 600_000, 1]
  const cut = (length: number) => String.fromCharCode(97 + (length % 26)).repeat(length)
  const sharedTexts = [...lengths, ...Array.from({ length: 5_000 }, (_, n) => n)].map(
    (length) => `<t>${cut(length)}</t>`,
  )
  const cells = [0, 1, 2, 3, 5, 7, 8 + 4_999].map((index) => `<c t="s"><v>${index}</v></c>`)
  const [row] = (await read(one(`<row>${cells.join('')}</row>`, { sharedTexts }))).rows
  expect(row?.fields.map((field) => field.length)).toEqual([0, 3, 0, 40_000, 0, 1, 4_999])
  expect(await rowsOf(one('<row><c t="s"><v>9</v></c></row>', { sharedTexts: ['<t>a</t>'] }))).toEqual([
    '1! the workbook is damaged: open it in Excel, save it again and import that file',
  ])
  const many = Array.from({ length: 40 }, () => `<t>${'x'.repeat(900_000)}</t>`)
  expect((await rowsOf(one('', { sharedTexts: many })))[0]).toContain('holds too much text')
})

test('a text in parts without end is refused before all of it is in memory', async () => {
  const parts = (count: number) => `<r><t>${'x'.repeat(100_000)}</t></r>`.repeat(count)
  expect(await rowsOf(one(`<row r="3"><c t="inlineStr"><is>${parts(1)}</is></c></row>`))).toEqual([
    '3! a row is longer than 64 KB',
  ])
  expect((await rowsOf(one('', { sharedTexts: [parts(11)] })))[0]).toContain('holds too much text')
  // What comes after the text that is refused is not read: it is no document.
  const endless = `<row r="3"><c t="inlineStr"><is>${parts(1)}<`
  expect(await rowsOf(one(endless))).toEqual(['3! a row is longer than 64 KB'])
})

test('the first sheet that is shown is read, or the one that is named', async () => {
  const sheets = { Notes: sheetRow(['n']), March: sheetRow(['m']), April: sheetRow(['a']) }
  const book = workbook({ sheets, hidden: ['Notes'] })
  expect(await rowsOf(book)).toEqual(['1: m'])
  expect(await rowsOf(book, ' april ')).toEqual(['1: a'])
  expect(await rowsOf(book, 'Notes')).toEqual(['1: n'])
  expect(await rowsOf(book, 'May')).toEqual([
    '1! the workbook has no sheet “May”, only “Notes”, “March”, “April”',
  ])
})

test('an error in a cell, and a formula that was never worked out, is named by its cell', async () => {
  const row = (cell: string) => one(`${sheetRow(['a'], 1)}<row r="7">${cell}</row>`)
  expect(await rowsOf(row('<c r="C7" t="e"><f>Z1</f><v>#REF!</v></c>'))).toEqual([
    '7! cell C7 has the error #REF!: correct it in the workbook',
  ])
  for (const without of ['<f>SUM(A1)</f>', '<f>SUM(A1)</f><v/>']) {
    expect(await rowsOf(row(`<c r="AA7">${without}</c>`))).toEqual([
      '7! cell AA7 is a formula without its result: open the workbook in Excel, save it and import that file',
    ])
  }
})

test('a file of another kind is refused by what it is', async () => {
  const parts = workbookParts({ sheets: { Sheet1: sheetRow(['a']) } })
  for (const [entries, said] of [
    [{ ...parts, 'xl/vbaProject.bin': '' }, 'macros (.xlsm)'],
    [{ '[Content_Types].xml': '', 'xl/workbook.bin': '' }, '.xlsb'],
    [{ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '' }, '.ods'],
    [{ 'Index/Document.iwa': '' }, 'Numbers'],
    [{ '[Content_Types].xml': '', 'word/document.xml': '' }, 'Word'],
    [{ 'june.xlsx': zipOf(parts) }, 'unzip it and choose the file that is in it'],
    [
      { ...parts, '_rels/.rels': { content: parts['_rels/.rels'], isEncrypted: true } },
      'protected by a password',
    ],
  ] as const) {
    expect((await rowsOf(zipOf(entries)))[0], said).toContain(said)
  }
})

test('a workbook that grows when it is unzipped, lies about its size, nests without end or is cut off is refused', async () => {
  const parts = workbookParts({ sheets: { Sheet1: sheetRow(['a']) } })
  const sheet = 'xl/worksheets/sheet1.xml'
  const withSheet = (content: string | Buffer, says?: number) =>
    zipOf({ ...parts, [sheet]: says === undefined ? content : { content, says } })
  const damaged = '1! the workbook is damaged: open it in Excel, save it again and import that file'
  expect((await rowsOf(withSheet('<a/>', 300_000_000)))[0]).toContain('holds more than 200 MB')
  // Says little and holds much: it is read no further than it says.
  expect(await rowsOf(withSheet(Buffer.alloc(50_000_000, ' '), 1_000))).toEqual([damaged])
  expect(await rowsOf(withSheet('<a>'.repeat(100_000)))).toEqual([damaged])
  expect(await rowsOf(withSheet(`<a>${'x'.repeat(3_000_000)}</a>`))).toEqual([damaged])
  const entity = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
  expect(await rowsOf(withSheet(entity))).toEqual([damaged])
  const bytes = zipOf(parts)
  for (const length of [4, 200, bytes.length - 30]) {
    expect(await rowsOf(bytes.subarray(0, length))).toEqual([damaged])
  }
  const many = Object.fromEntries(Array.from({ length: 2_001 }, (_, n) => [`n${n}`, '']))
  expect((await rowsOf(zipOf({ ...parts, ...many })))[0]).toContain('too many parts')
  const backwards = one('<row r="3"><c><v>1</v></c></row><row r="2"><c><v>1</v></c></row>')
  expect(await rowsOf(backwards)).toEqual([damaged])
  expect((await rowsOf(one('<row r="1"><c r="XFD1"><v>1</v></c></row>')))[0]).toContain(
    'more than 1,000 columns',
  )
})

test('whatever is changed in a workbook, it is rows or a fault with its line', async () => {
  const parts: Record<string, string> = workbookParts({
    sheets: { Sheet1: sheetRow(['Reference', 'Amount']) + sheetRow(['P-1', 12.5]) },
    sharedTexts: ['<t>a</t>'],
    formats: ['0.00'],
  })
  const bytes = zipOf(parts)
  const places = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 })
  const part = fc.constantFrom(...Object.keys(parts))
  const bit = fc.constantFrom('<', '>', '"', '/', '&', '<c r="', '<row r="1">', '</c>', '<v>', '\0', '9', '-')
  const changes = fc.tuple(part, fc.nat(2_000), fc.nat(5), bit)
  await fc.assert(
    fc.asyncProperty(places, changes, async (flipped, [name, at, cut, put]) => {
      const broken = Buffer.from(bytes)
      for (const [place, value] of flipped) broken[place] = value
      const text = parts[name] ?? ''
      const place = at % (text.length + 1)
      const changed = text.slice(0, place) + put + text.slice(place + cut)
      for (const content of [broken, zipOf({ ...parts, [name]: changed })])
        for (const row of await rowsOf(content)) expect(row).toMatch(/^\d+[:!] /)
    }),
    { numRuns: 200 },
  )
})

test('one hundred thousand rows below the names are read, and one more is refused with what to do', async () => {
  const rows = (count: number) => one('<row><c><v>1</v></c></row>'.repeat(count + 1))
  const { rows: found, bytesRead } = await read(rows(100_000))
  expect(found.length).toBe(100_001)
  expect(bytesRead).toBeGreaterThan(0)
  expect(await rowsOf(rows(100_001))).toEqual([
    '100002! the sheet has more than 100,000 rows: open it in Excel and choose File, Save As, CSV UTF-8 (Comma delimited)',
  ])
})
