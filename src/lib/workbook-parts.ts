import { posix } from 'node:path'
import { type NumberFormat, numberFormat } from './cell-value.ts'
import { asCsv, CsvFault } from './csv-encoding.ts'
import type { Zip } from './unzip.ts'
import { readWholeXml } from './xml.ts'

type Parts = {
  /** Of the sheet that is read. */
  name: string
  sharedTexts: string | undefined
  styles: string | undefined
  from1904: boolean
}

type Relation = { id: string; type: string; target: string }

/** Files that are zipped too, by an entry that each has. */
const others: [entry: string, what: string][] = [
  ['xl/vbaProject.bin', 'the file is a workbook with macros (.xlsm), which are not let in: save it as .xlsx'],
  ['xl/workbook.bin', 'the file is a binary workbook (.xlsb): save it as .xlsx'],
  ['content.xml', 'the file is an OpenDocument file (such as .ods): save it as .xlsx or CSV'],
  ['Index/Document.iwa', 'the file is a Numbers document: export it as .xlsx or CSV'],
  ['word/document.xml', 'the file is a Word document, not a workbook'],
]

/** Where the sheet of this name lies, or the first that is shown, and what it needs. */
export async function findSheet(zip: Zip, sheet: string): Promise<Parts> {
  const other = others.find(([entry]) => zip.has(entry))
  if (other) throw new CsvFault(1, other[1])
  if (!zip.has('[Content_Types].xml')) {
    throw new CsvFault(
      1,
      'the file is a zip file, not a workbook: unzip it and choose the file that is in it',
    )
  }
  const workbook = (await relationsOf(zip, '')).find(({ type }) => type === 'officeDocument')?.target
  if (workbook === undefined) throw new Error('no workbook')
  const relations = await relationsOf(zip, workbook)
  const { sheets, from1904 } = await readSheets(zip, workbook, relations)
  const wanted = sheet.trim().toLowerCase()
  const found = sheets.find(({ name, isShown }) => (wanted ? name.toLowerCase() === wanted : isShown))
  if (!found) {
    const names = sheets.map(({ name }) => `“${name}”`).join(', ')
    const what = wanted ? `no sheet “${sheet.trim()}”` : 'no sheet that is shown'
    throw new CsvFault(1, `the workbook has ${what}, only ${names || 'charts'}`)
  }
  const partOf = (kind: string) => relations.find(({ type }) => type === kind)?.target
  return { name: found.target, sharedTexts: partOf('sharedStrings'), styles: partOf('styles'), from1904 }
}

type Sheet = { name: string; target: string; isShown: boolean }

async function readSheets(zip: Zip, workbook: string, relations: Relation[]) {
  const targets = new Map(
    relations.flatMap(({ id, type, target }) => (type === 'worksheet' ? [[id, target]] : [])),
  )
  const sheets: Sheet[] = []
  let from1904 = false
  await readWholeXml(zip.read(workbook), {
    open: (tag, attributes) => {
      if (tag === 'workbookPr') from1904 = /^(1|true)$/.test(attributes.date1904 ?? '')
      if (tag !== 'sheet') return
      const id = Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1]
      const target = targets.get(id ?? '')
      const { name = '', state = 'visible' } = attributes
      if (target !== undefined) sheets.push({ name, target, isShown: state === 'visible' })
      if (sheets.length > 1_000) throw new CsvFault(1, `the workbook has more than 1,000 sheets: ${asCsv}`)
    },
  })
  return { sheets, from1904 }
}

/** What a part of the workbook refers to, in the names of the zip file. */
async function relationsOf(zip: Zip, part: string): Promise<Relation[]> {
  const folder = posix.dirname(part)
  const relations: Relation[] = []
  await readWholeXml(zip.read(posix.join(folder, '_rels', `${posix.basename(part)}.rels`)), {
    open: (tag, { Id = '', Type = '', Target = '', TargetMode }) => {
      if (tag !== 'Relationship' || TargetMode === 'External') return
      const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target)
      relations.push({ id: Id, type: posix.basename(Type), target })
    },
  })
  return relations
}

const mostFormats = 100_000

/** The format of each style that a cell may name by its place. */
export async function readStyles(zip: Zip, name: string | undefined): Promise<NumberFormat[]> {
  const codes = new Map<number, string>()
  const formats: NumberFormat[] = []
  let isOfCells = false
  if (name === undefined) return formats
  await readWholeXml(zip.read(name), {
    open: (tag, { numFmtId, formatCode = '' }) => {
      if (tag === 'numFmt') codes.set(Number(numFmtId), formatCode)
      if (tag === 'cellXfs') isOfCells = true
      if (tag === 'xf' && isOfCells) formats.push(numberFormat(Number(numFmtId), codes.get(Number(numFmtId))))
      if (formats.length + codes.size > mostFormats) throw new Error('too many formats')
    },
    close: (tag) => {
      if (tag === 'cellXfs') isOfCells = false
    },
  })
  return formats
}
