import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { byteOrderMark, csvLine } from '../lib/csv-line.ts'

type Rows = readonly (readonly string[])[]

/** Answers with a list as a file for a spreadsheet, a page of its rows in memory at a time. */
export function sendCsv(
  reply: FastifyReply,
  fileName: string,
  heading: readonly string[],
  pages: AsyncIterable<Rows> | Iterable<Rows>,
) {
  async function* text() {
    yield byteOrderMark + csvLine(heading)
    for await (const rows of pages) if (rows.length > 0) yield rows.map(csvLine).join('')
  }
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .send(Readable.from(text()))
}
