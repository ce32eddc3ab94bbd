import { readXmlStart, readXmlTree, type XmlElement, XmlFault } from '../lib/xml-tree.ts'
import { type Soap, soapNamespaces } from './content-type.ts'
import { NotMultiSpeak } from './not-multispeak.ts'
import { namespaces, type Version, versions } from './version.ts'

type Envelope = { soap: Soap; headers: XmlElement[]; payload: XmlElement }

/** Reads a message up to its content, of which there is one. Throws only NotMultiSpeak. */
export async function readEnvelope(body: Buffer, limits: { mostElements: number }): Promise<Envelope> {
  const root = await asMultiSpeak(readXmlTree(body, limits))
  const soap = soapIn(root)
  const bodies = partsOf(root, 'Body')
  const headers = partsOf(root, 'Header')
  if (bodies.length > 1) throw new NotMultiSpeak('it has two bodies')
  if (headers.length > 1) throw new NotMultiSpeak('it has two headers')
  const [payload, second] = bodies[0]?.children ?? []
  if (!payload) throw new NotMultiSpeak('its body is empty')
  if (second) throw new NotMultiSpeak('it has two contents in its body')
  if (hasCardOrBank(root)) throw new NotMultiSpeak('it holds numbers of a card or of a bank account')
  return { soap, headers: headers[0]?.children ?? [], payload }
}

/** Bytes within which a header has to end: real ones take one or two thousand. */
export const longestHeader = 64_000

/** Reads a message only as far as its header goes, which comes first. Throws only NotMultiSpeak. */
export async function readEnvelopeStart(
  body: Buffer,
  limits: { mostElements: number },
): Promise<Pick<Envelope, 'soap' | 'headers'>> {
  const root = await asMultiSpeak(readXmlStart(body, { ...limits, mostBytes: longestHeader }))
  const soap = soapIn(root)
  const [first] = root.children
  const isHeader = first?.name === 'Header' && first.uri === root.uri
  return { soap, headers: isHeader ? first.children : [] }
}

async function asMultiSpeak(reading: Promise<XmlElement>) {
  try {
    return await reading
  } catch (error) {
    throw error instanceof XmlFault ? new NotMultiSpeak(error.why) : error
  }
}

function soapIn({ name, uri }: XmlElement): Soap {
  if (name === 'Envelope' && uri === soapNamespaces['1.1']) return '1.1'
  if (name === 'Envelope' && uri === soapNamespaces['1.2']) return '1.2'
  throw new NotMultiSpeak(name.toLowerCase() === 'html' ? 'it is a web page' : 'it is not SOAP')
}

function partsOf({ uri, children }: XmlElement, name: string) {
  return children.filter((child) => child.name === name && child.uri === uri)
}

/** However it is written: somebody who writes it otherwise sends the numbers all the same. */
const secret = /^(creditCardInfo|checkInfo)$/i

/** What must not be in this product, where somebody sends it anyway, beside what is asked too. */
function hasCardOrBank(element: XmlElement): boolean {
  if (secret.test(element.name) && hasContent(element)) return true
  if ([...element.attributes].some(([name, value]) => secret.test(name) && value.trim() !== '')) return true
  return element.children.some(hasCardOrBank)
}

function hasContent({ text, attributes, children }: XmlElement): boolean {
  return text.trim() !== '' || attributes.size > 0 || children.some(hasContent)
}

/** The version whose namespace this is. */
export function versionIn(uri: string): Version | undefined {
  return versions.find((version) => namespaces[version] === uri)
}
