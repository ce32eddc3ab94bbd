import { crc32, deflateRawSync } from 'node:zlib'

type Entry = {
  content: string | Buffer
  /** What the file says of it instead of its size. */
  says?: number
  isEncrypted?: boolean
}

/** A zip file of these entries. */
export function zipOf(entries: Record<string, string | Buffer | Entry>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, given] of Object.entries(entries)) {
    const { content, says, isEncrypted } = (
      typeof given === 'string' || Buffer.isBuffer(given) ? { content: given } : given
    ) as Entry
    const bytes = Buffer.from(content as string)
    const packed = deflateRawSync(bytes)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(isEncrypted ? 1 : 0, 2)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(bytes), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(says ?? bytes.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    const made = Buffer.from([20, 0])
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), made, fields, place, Buffer.from(name)]))
    parts.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(directory.length % 65_536, 4)
  end.writeUInt16LE(directory.length % 65_536, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, central, Buffer.from('PK\x05\x06'), end])
}

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

export const escaped = (text: string) => text.replace(/[&<>"\r]/g, (sign) => `&#${sign.charCodeAt(0)};`)

type Workbook = {
  /** What stands in the element sheetData of each, by its name. */
  sheets: Record<string, string>
  sharedTexts?: string[]
  /** The formats of the styles that a cell names by their place. */
  formats?: string[]
  from1904?: boolean
  /** Not shown. */
  hidden?: string[]
  more?: Record<string, string | Buffer | Entry>
}

/** The parts of an Excel workbook, as Excel names them. */
export function workbookParts({ sheets, sharedTexts = [], formats = [], from1904, hidden = [] }: Workbook) {
  const names = Object.keys(sheets)
  const part = (element: string, content: string) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<${element} xmlns="${main}" xmlns:r="${office}">${content}</${element}>`
  const relations = (all: [id: string, type: string, target: string][]) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all
      .map(([id, type, target]) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`)
      .join('')}</Relationships>`
  return {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    '_rels/.rels': relations([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': part(
      'workbook',
      `<workbookPr${from1904 ? ' date1904="1"' : ''}/><sheets>${names
        .map(
          (name, at) =>
            `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="s${at}"${hidden.includes(name) ? ' state="hidden"' : ''}/>`,
        )
        .join('')}</sheets>`,
    ),
    'xl/_rels/workbook.xml.rels': relations([
      ...names.map((_, at): [string, string, string] => [
        `s${at}`,
        'worksheet',
        `worksheets/sheet${at + 1}.xml`,
      ]),
      ['t', 'sharedStrings', '/xl/sharedStrings.xml'],
      ['f', 'styles', 'styles.xml'],
    ]),
    'xl/sharedStrings.xml': part('sst', sharedTexts.map((text) => `<si>${text}</si>`).join('')),
    'xl/styles.xml': part(
      'styleSheet',
      `<numFmts>${formats
        .map((code, at) => `<numFmt numFmtId="${164 + at}" formatCode="${escaped(code)}"/>`)
        .join(
          '',
        )}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${formats
        .map((_, at) => `<xf numFmtId="${164 + at}"/>`)
        .join('')}<xf numFmtId="14"/></cellXfs>`,
    ),
    ...Object.fromEntries(
      Object.values(sheets).map((data, at) => [
        `xl/worksheets/sheet${at + 1}.xml`,
        part('worksheet', `<sheetData>${data}</sheetData>`),
      ]),
    ),
  }
}

export function workbook(all: Workbook): Buffer {
  return zipOf({ ...workbookParts(all), ...all.more })
}

/** The element of a row of cells. A number stays one, a text is written into its cell; others are given as elements. */
export function sheetRow(cells: (string | number | { element: string })[], line?: number): string {
  const of = (cell: string | number | { element: string }) => {
    if (typeof cell === 'number') return `<c><v>${cell}</v></c>`
    if (typeof cell === 'object') return cell.element
    return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`
  }
  return `<row${line === undefined ? '' : ` r="${line}"`}>${cells.map(of).join('')}</row>`
}
