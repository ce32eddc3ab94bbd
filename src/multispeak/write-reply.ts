import { xmlText } from '../lib/xml-text.ts'
import type { Calls, Method } from './calls.ts'
import type { Soap } from './content-type.ts'
import { envelope, type HeaderSays } from './envelope.ts'
import { methods } from './methods.ts'
import type { Items } from './part.ts'
import type { PrepaidLocation } from './things.ts'
import { namespaces, type Version } from './version.ts'
import type { Writing } from './write-leaf.ts'
import { writeElement, writeItem } from './write-parts.ts'

/** Of an answer: it names nobody. `timeZone` is also that of the times in it. */
type ReplySays = Pick<HeaderSays, 'objectsRemaining' | 'lastSent' | 'context' | 'company'> & {
  at: Date
  timeZone: string
}

/** A piece for the line: rows by themselves are too small. */
const pieceLength = 32 * 1024

/**
 * An answer, piece by piece: rows are written as they come and none is kept. The same answers make the same text, but for the
 * time in the header.
 */
export async function* writeReply<M extends Method>(
  version: Version,
  soap: Soap,
  method: M,
  answers: Calls[M]['answers'],
  says: ReplySays,
): AsyncGenerator<string> {
  const { at, timeZone, objectsRemaining = 0, lastSent = '', context, company } = says
  const header = { at, timeZone, objectsRemaining, lastSent, context, company }
  const [before, after] = envelope(soap, version, header)
  const names = methods[method].answers
  const writing = { version, timeZone }
  let piece = `${before}<${method}Response xmlns="${namespaces[version]}">`
  if ('one' in names) {
    if (answers) piece += writeElement(`${method}Result`, names.one, answers as PrepaidLocation, writing)
  } else {
    piece += `<${method}Result>`
    const rows = answers as Iterable<unknown> | AsyncIterable<unknown>
    for await (const text of itemsOf(method, names.list, rows, writing)) {
      piece += text
      if (piece.length < pieceLength) continue
      yield piece
      piece = ''
    }
    piece += `</${method}Result>`
  }
  yield `${piece}</${method}Response>${after}`
}

async function* itemsOf(
  method: Method,
  names: Items,
  rows: Iterable<unknown> | AsyncIterable<unknown>,
  writing: Writing,
) {
  // The answer to what was committed is such a list itself.
  const around = method === 'CommitPaymentTransaction' ? undefined : names.around
  let isOpen = false
  for await (const row of rows) {
    if (around && !isOpen) yield `<${around}>`
    isOpen = true
    yield writeItem(names, row, writing)
  }
  if (around && isOpen) yield `</${around}>`
}

/** Who made it necessary: what was asked, or we. */
type FaultSays = { side: 'client' | 'server'; text: string }

/** That nothing is answered, and why, in a sentence; the version is undefined where it could not be read. */
export function writeFault(version: Version | undefined, soap: Soap, { side, text }: FaultSays): string {
  const [before, after] = envelope(soap, version, {})
  const isClient = side === 'client'
  const fault =
    soap === '1.1'
      ? `<faultcode>soap:${isClient ? 'Client' : 'Server'}</faultcode><faultstring>${xmlText(text)}</faultstring>`
      : `<soap:Code><soap:Value>soap:${isClient ? 'Sender' : 'Receiver'}</soap:Value></soap:Code>` +
        `<soap:Reason><soap:Text xml:lang="en">${xmlText(text)}</soap:Text></soap:Reason>`
  return `${before}<soap:Fault>${fault}</soap:Fault>${after}`
}
