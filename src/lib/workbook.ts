import { stat } from 'node:fs/promises'
import { asCsv, CsvFault } from './csv-encoding.ts'
import { longestSharedText, SharedTexts, tooMuchText } from './shared-texts.ts'
import { SheetReader } from './sheet-reader.ts'
import { openZip, type Zip } from './unzip.ts'
import { findSheet, readStyles } from './workbook-parts.ts'
import { readWholeXml, readXml } from './xml.ts'

const mostRows = 100_000

/**
 * Streams the rows of a sheet of an Excel workbook (.xlsx), by default its first that is shown: texts as they are, days
 * as YYYY-MM-DD, numbers without what adding left behind, formulas by the value that was saved with them. Rows without
 * a value are passed over. Memory does not grow with the file. Throws CsvFault while its rows are read. `line` is the
 * row's number in the sheet; `bytesRead` tells how much of the file was read so far.
 */
export function openWorkbook(path: string, { sheet = '' }: { sheet?: string } = {}) {
  let read = 0
  let share = 0

  async function* rows(): AsyncGenerator<{ line: number; fields: string[] }> {
    const zip = await openZip(path).catch(throwFault)
    try {
      yield* rowsOf(zip)
    } catch (error) {
      throwFault(error)
    } finally {
      zip.close()
    }
  }

  async function* rowsOf(zip: Zip) {
    const { name, sharedTexts, styles, from1904 } = await findSheet(zip, sheet)
    const texts = await readTexts(zip, sharedTexts)
    const reader = new SheetReader({ texts, formats: await readStyles(zip, styles), from1904 })
    share = (await stat(path)).size / Math.max(1, zip.sizeOf(name))
    let count = 0
    for await (const _ of readXml(counted(zip.read(name)), reader.handler)) {
      for (const row of reader.take()) {
        count += 1
        // The line with the names is none of them.
        if (count > mostRows + 1) {
          throw new CsvFault(row.line, `the sheet has more than 100,000 rows: ${asCsv}`)
        }
        yield row
      }
    }
  }

  async function* counted(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      read += chunk.length
      yield chunk
    }
  }

  return { rows: rows(), bytesRead: () => Math.floor(read * share) }
}

async function readTexts(zip: Zip, name: string | undefined) {
  const texts = new SharedTexts()
  if (name === undefined) return texts
  let text = ''
  let isText = false
  let isReading = false
  await readWholeXml(zip.read(name), {
    open: (tag) => {
      if (tag === 'si') text = ''
      // How it is spoken is beside the text.
      if (tag === 'rPh') isReading = true
      isText = tag === 't' && !isReading
    },
    text: (piece) => {
      if (isText) text += piece
      if (text.length > longestSharedText) throw tooMuchText()
    },
    close: (tag) => {
      isText = false
      if (tag === 'rPh') isReading = false
      if (tag === 'si') texts.add(text)
    },
  })
  return texts
}

/** Whatever is wrong with the parts of a workbook is the file's fault; what the disk refuses, or a missing package, is not. */
function throwFault(error: unknown): never {
  const { syscall, code } = error as NodeJS.ErrnoException
  if (error instanceof CsvFault || syscall || code === 'ERR_MODULE_NOT_FOUND') throw error
  throw new CsvFault(1, 'the workbook is damaged: open it in Excel, save it again and import that file')
}
