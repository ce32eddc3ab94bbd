import type { XmlElement } from '../lib/xml-tree.ts'
import type { Answers, Method } from './calls.ts'
import { soapNamespaces } from './content-type.ts'
import { methods } from './methods.ts'
import { NotMultiSpeak } from './not-multispeak.ts'
import { readEnvelope, versionIn } from './read-envelope.ts'
import { contextIn } from './read-header.ts'
import type { Reading } from './read-leaf.ts'
import { childrenOf, readItems, readThing } from './read-parts.ts'
import { namespaces, type Version } from './version.ts'

type Fault = { text: string; code: string }

/** A vendor is asked about some dozens of accounts at once; the rest is what is not known. */
const limits = { mostElements: 50_000 }

/**
 * What was answered, or the fault that was answered instead, in the words of the other side. It is read as real servers
 * write it: with or without an element for the result, with parts and attributes that are not known; `context` is what its header
 * says of that, or ''. Throws NotMultiSpeak.
 */
export async function readReply<M extends Method>(
  version: Version,
  method: M,
  body: Buffer,
  { timeZone = 'UTC' }: { timeZone?: string } = {},
): Promise<{ answers: Answers<M>; context: string } | { fault: Fault }> {
  const { soap, headers, payload } = await readEnvelope(body, limits)
  if (payload.name === 'Fault' && payload.uri === soapNamespaces[soap]) return { fault: faultIn(payload) }
  judge(payload, version, method)
  const wrong = (why: string) => new NotMultiSpeak(why)
  const answers = answersIn(payload, method, { version, timeZone, wrong, isStrict: false })
  return { answers: answers as Answers<M>, context: contextIn(headers) }
}

function judge({ name, uri }: XmlElement, version: Version, method: Method) {
  if (uri !== namespaces[version]) {
    const other = versionIn(uri)
    throw new NotMultiSpeak(
      other ? `it is of version ${other}` : 'its content has the namespace of something else',
    )
  }
  if (name !== `${method}Response`) throw new NotMultiSpeak('it answers another question')
}

function answersIn(response: XmlElement, method: Method, reading: Reading) {
  const { answers } = methods[method]
  const [result] = childrenOf(response, `${method}Result`, reading)
  if ('one' in answers) {
    const one = result ?? childrenOf(response, answers.item, reading)[0]
    const isThere = one && !one.isNil && one.attributes.size + one.children.length > 0
    return isThere ? readThing(answers.one, one, reading) : undefined
  }
  const items = readItems(answers.list, result ?? response, reading)
  if (items.length === 0) judgeNothing(response, result, method)
  return items
}

/** Where the standard lets a vendor add what is its own: nothing of what was asked is answered there. */
const ofTheVendor = ['extensions', 'extensionsList', 'comments']

/** An error that is not recognized must not pass for none. Of a ping nothing more is asked than that it is answered. */
function judgeNothing(response: XmlElement, result: XmlElement | undefined, method: Method) {
  const { answers } = methods[method]
  const known = 'list' in answers ? [answers.list.around, answers.list.item] : []
  const isUnknown = ({ name, isNil, children }: XmlElement): boolean =>
    !isNil && !ofTheVendor.includes(name) && (known.includes(name) ? children.some(isUnknown) : true)
  const beside = response.children.filter((one) => one !== result)
  const within = result && method !== 'PingURL' ? [result] : []
  const isSaid = within.some(({ text, children }) => text.trim() !== '' || children.some(isUnknown))
  if (isSaid || beside.some(isUnknown)) throw new NotMultiSpeak('its content is not known')
}

function faultIn({ children }: XmlElement): Fault {
  // SOAP 1.1 names them without a namespace, 1.2 nests them one deeper.
  const textOf = (outer: string, inner: string, plain: string) => {
    const nested = children.find(({ name }) => name === outer)?.children.find(({ name }) => name === inner)
    return (nested ?? children.find(({ name }) => name === plain))?.text.trim().slice(0, 1000) ?? ''
  }
  return { text: textOf('Reason', 'Text', 'faultstring'), code: textOf('Code', 'Value', 'faultcode') }
}
