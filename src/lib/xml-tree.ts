import type { NamespacedTag } from 'saxes'

export type XmlElement = {
  /** Without its prefix. */
  name: string
  /** Its namespace; '' where it has none. */
  uri: string
  /** Those without a namespace, by name. */
  attributes: ReadonlyMap<string, string>
  /** Marked with xsi:nil: it is there to say that there is nothing. */
  isNil: boolean
  /** Marked with mustUnderstand of SOAP. */
  mustBeUnderstood: boolean
  children: XmlElement[]
  /** All text directly in it. */
  text: string
}

/** Why a document is not read, as the end of a sentence that begins with it: `it ends too soon`. */
export class XmlFault extends Error {
  readonly why: string

  constructor(why: string) {
    super(why)
    this.name = 'XmlFault'
    this.why = why
  }
}

const deepest = 64
/** Of one element, its namespaces among them: what a header says are some dozens. */
const mostAttributes = 200
const instance = 'http://www.w3.org/2001/XMLSchema-instance'
/** Those that are written the same in UTF-8. */
const asUtf8 = /^(utf-?8|us-ascii|ascii)$/i

/**
 * Reads a document that is in memory, with the namespaces of its names. A document type, and with it every entity of its
 * own, is refused, so that what comes of it is never more than some times what was sent. Throws only XmlFault.
 */
export async function readXmlTree(
  body: Buffer,
  { mostElements }: { mostElements: number },
): Promise<XmlElement> {
  const { parser, rootOf } = await treeParser(mostElements)
  const text = decode(body)
  judgeStart(text)
  attempt('it is not well-formed XML', () => parser.write(text))
  attempt('it ends too soon', () => parser.close())
  return rootOf()
}

const pieceLength = 4_000

/**
 * The same up to the end of the first element in its root, which has to come within so many bytes: what follows is not
 * looked at. Throws only XmlFault.
 */
export async function readXmlStart(
  body: Buffer,
  { mostElements, mostBytes }: { mostElements: number; mostBytes: number },
): Promise<XmlElement> {
  const { parser, rootOf, hasFirst } = await treeParser(mostElements)
  const isCut = body.length > mostBytes
  const text = decode(isCut ? body.subarray(0, mostBytes) : body, isCut)
  judgeStart(text)
  for (let from = 0; from < text.length && !hasFirst(); from += pieceLength)
    attempt('it is not well-formed XML', () => parser.write(text.slice(from, from + pieceLength)))
  if (!hasFirst() && isCut) throw new XmlFault('its header is missing or too long')
  if (!hasFirst()) attempt('it ends too soon', () => parser.close())
  return rootOf()
}

async function treeParser(mostElements: number) {
  const { SaxesParser } = await import('saxes')
  const parser = new SaxesParser<NamespacedTag>({ xmlns: true, position: false })
  const open: XmlElement[] = []
  const roots: XmlElement[] = []
  let count = 0
  let hasFirst = false
  parser.on('xmldecl', ({ version, encoding }) => {
    if (version !== undefined && version !== '1.0') throw new XmlFault('it is not XML 1.0')
    if (encoding !== undefined && !asUtf8.test(encoding))
      throw new XmlFault('it says that it is not written in UTF-8')
  })
  parser.on('doctype', () => {
    throw new XmlFault('it has a document type')
  })
  let attributes = 0
  parser.on('opentagstart', () => {
    attributes = 0
  })
  parser.on('attribute', () => {
    attributes += 1
    if (attributes > mostAttributes) throw new XmlFault('it has too many parts')
  })
  parser.on('opentag', (tag) => {
    count += 1
    if (count > mostElements) throw new XmlFault('it has too many parts')
    if (open.length >= deepest) throw new XmlFault('it is nested too deep')
    const element = elementOf(tag)
    const around = open.at(-1)?.children ?? roots
    around.push(element)
    open.push(element)
  })
  parser.on('closetag', () => {
    open.pop()
    hasFirst ||= open.length === 1
  })
  const more = (piece: string) => {
    const element = open.at(-1)
    if (element) element.text += piece
  }
  parser.on('text', more)
  parser.on('cdata', more)
  return {
    parser,
    hasFirst: () => hasFirst,
    rootOf() {
      const [root] = roots
      if (!root) throw new XmlFault('it is not well-formed XML')
      return root
    },
  }
}

function judgeStart(text: string) {
  if (text.trim() === '') throw new XmlFault('it is empty')
  if (/^\s*<(!doctype\s+)?html[\s>]/i.test(text.slice(0, 200))) throw new XmlFault('it is a web page')
}

function attempt<Made>(why: string, work: () => Made): Made {
  try {
    return work()
  } catch (error) {
    throw error instanceof XmlFault ? error : new XmlFault(why)
  }
}

/** `isCut`: it goes on, so a character may be cut off at its end. */
function decode(body: Buffer, isCut = false) {
  const [first, second] = body
  const isWide =
    (first === 0xfe && second === 0xff) ||
    (first === 0xff && second === 0xfe) ||
    // The sign < in two or four bytes, which no document in UTF-8 begins with.
    first === 0 ||
    (first === 0x3c && second === 0)
  if (isWide) throw new XmlFault('it is written in UTF-16 or UTF-32, not in UTF-8')
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const text = attempt('it is not written in UTF-8', () => decoder.decode(body, { stream: true }))
  if (isCut) return text
  // Bytes are left where it was cut off within a character.
  return text + attempt('it ends too soon', () => decoder.decode())
}

// Most elements have none, and there may be many.
const noAttributes: ReadonlyMap<string, string> = new Map()

function elementOf({ local, uri, attributes }: NamespacedTag): XmlElement {
  let plain: Map<string, string> | undefined
  let isNil = false
  let mustBeUnderstood = false
  for (const attribute of Object.values(attributes)) {
    const isTrue = /^\s*(true|1)\s*$/.test(attribute.value)
    if (attribute.uri === '') {
      plain ??= new Map()
      plain.set(attribute.local, attribute.value)
    } else if (attribute.uri === instance && attribute.local === 'nil') isNil = isTrue
    else if (attribute.local === 'mustUnderstand') mustBeUnderstood = isTrue
  }
  return {
    name: local,
    uri,
    attributes: plain ?? noAttributes,
    isNil,
    mustBeUnderstood,
    children: [],
    text: '',
  }
}
