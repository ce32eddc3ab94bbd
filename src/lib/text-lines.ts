import { createReadStream, type ReadStream } from 'node:fs'
import { readFirstText } from './csv.ts'
import { CsvFault, type Encoding, isNotOfEncoding } from './csv-encoding.ts'

const longestLine = 64 * 1024

/**
 * Streams the lines of a file whose columns have fixed places, each as its only field: blanks belong to it. Empty ones are
 * passed over. Throws CsvFault while they are read.
 */
export function openLines(path: string, { encoding: given = '' }: { encoding?: '' | Encoding } = {}) {
  let source: ReadStream | undefined

  async function* rows(): AsyncGenerator<{ line: number; fields: string[] }> {
    const { encoding } = await readFirstText(path, given)
    const decoder = new TextDecoder(encoding, { fatal: true })
    source = createReadStream(path, { highWaterMark: 64 * 1024 })
    let held = ''
    let line = 0
    try {
      for await (const chunk of source) {
        const text = held + decoder.decode(chunk as Buffer, { stream: true })
        // A \r at the very end may be followed by its \n.
        const lines = (text.endsWith('\r') ? text.slice(0, -1) : text).split(/\r\n?|\n/)
        held = (lines.pop() ?? '') + (text.endsWith('\r') ? '\r' : '')
        for (const one of lines) {
          line += 1
          if (one.trim() !== '') yield { line, fields: [within(one, line)] }
        }
        within(held, line + 1)
      }
      const rest = (held + decoder.decode()).split(/\r\n?|\n/)
      for (const one of rest) {
        line += 1
        if (one.trim() !== '') yield { line, fields: [within(one, line)] }
      }
    } catch (error) {
      if (!isNotOfEncoding(error)) throw error
      throw new CsvFault(line + 1, 'a letter is damaged: ask for the file in UTF-8')
    } finally {
      source.destroy()
    }
  }
  return { rows: rows(), bytesRead: () => source?.bytesRead ?? 0 }
}

function within(text: string, line: number) {
  if (text.length > longestLine) throw new CsvFault(line, `a row is longer than ${longestLine / 1024} KB`)
  return text
}
