/** Of one tag, or the text between two: what a workbook holds is far below. */
const longestPiece = 1024 * 1024
const deepest = 64

/** Called in the order of the document; names are without the prefix of their namespace. */
export type XmlHandler = {
  open?(name: string, attributes: Record<string, string>): void
  close?(name: string): void
  text?(text: string): void
}

/**
 * Reads a document as it comes, and says after each piece of it that the handler has had it. A document type, and with
 * it every entity of its own, is refused, so that nothing in it grows beyond what was sent.
 */
export async function* readXml(chunks: AsyncIterable<Buffer>, handler: XmlHandler): AsyncGenerator<void> {
  const { SaxesParser } = await import('saxes')
  const parser = new SaxesParser()
  let depth = 0
  let sinceEvent = 0
  parser.on('opentag', ({ name, attributes }) => {
    sinceEvent = 0
    depth += 1
    if (depth > deepest) throw new Error('nested too deep')
    handler.open?.(localName(name), attributes)
  })
  parser.on('closetag', ({ name }) => {
    sinceEvent = 0
    depth -= 1
    handler.close?.(localName(name))
  })
  const text = (piece: string) => {
    sinceEvent = 0
    handler.text?.(piece)
  }
  parser.on('text', text)
  parser.on('cdata', text)
  parser.on('doctype', () => {
    throw new Error('a document type')
  })
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const chunk of chunks) {
    sinceEvent += chunk.length
    parser.write(decoder.decode(chunk, { stream: true }))
    if (sinceEvent > longestPiece) throw new Error('a piece without end')
    yield
  }
  parser.write(decoder.decode()).close()
  yield
}

/** Reads a whole document, for what it tells the handler. */
export async function readWholeXml(chunks: AsyncIterable<Buffer>, handler: XmlHandler) {
  for await (const _ of readXml(chunks, handler));
}

function localName(name: string) {
  return name.slice(name.indexOf(':') + 1)
}
