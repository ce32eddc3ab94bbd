import type { XmlElement } from '../lib/xml-tree.ts'
import { type Items, type ListPart, nameIn, type Part, type Parts } from './part.ts'
import { emptyLeaf, type Reading, readLeaf } from './read-leaf.ts'
import { namespaces } from './version.ts'

type Thing = Record<string, unknown>

/** A thing whose parts are in this element; what is not known there is passed over. */
export function readThing(parts: Parts, element: XmlElement, reading: Reading): Thing {
  const thing: Thing = {}
  readInto(thing, parts, element, reading)
  complete(thing, parts)
  return thing
}

/** The things, or the texts, of a list that are in this element. */
export function readItems({ item, parts, around, keepsNil }: Items, element: XmlElement, reading: Reading) {
  const name = nameIn(reading.version, item) ?? ''
  const holders = around ? [element, ...childrenOf(element, around, reading)] : [element]
  return holders
    .flatMap((holder) => childrenOf(holder, name, reading))
    .filter(({ isNil }) => keepsNil || !isNil)
    .map((one) => (parts ? readThing(parts, one, reading) : one.text.trim()))
}

/** Real servers leave the namespace of what is inside out at times; that of another version is not read. */
export function childrenOf({ children }: XmlElement, name: string, { version }: Reading): XmlElement[] {
  return children.filter(
    (child) => child.name === name && (child.uri === namespaces[version] || child.uri === ''),
  )
}

function childOf(element: XmlElement, name: string, reading: Reading): XmlElement | undefined {
  const [child, second] = childrenOf(element, name, reading)
  if (second && reading.isStrict) throw reading.wrong(`it has more than one ${name}`)
  return child?.isNil ? undefined : child
}

function readInto(thing: Thing, parts: Parts, element: XmlElement, reading: Reading) {
  for (const part of parts) readPart(thing, part, element, reading)
}

function readPart(thing: Thing, part: Part<Thing>, element: XmlElement, reading: Reading) {
  if ('fixed' in part) return
  if ('content' in part) return set(thing, part.key, readLeaf(element.text, part.as, 'text', reading))
  const name = nameIn(reading.version, 'attribute' in part ? part.attribute : part.element)
  if (name === undefined) return
  if ('attribute' in part) {
    const text = element.attributes.get(name) ?? ''
    return set(thing, part.key, readLeaf(text, part.as, name, reading))
  }
  const child = childOf(element, name, reading)
  if ('key' in part) {
    const value = child && readLeaf(inDollars(child, reading).text, part.as, name, reading)
    if (value === undefined && part.required && reading.isStrict)
      throw reading.wrong(`its ${name} is missing`)
    return set(thing, part.key, value)
  }
  if (!child) return
  if ('within' in part) return readInto(thing, part.within, child, reading)
  if ('thing' in part) return set(thing, part.thing, readThing(part.parts, child, reading))
  readList(thing, part, child, reading)
}

function inDollars(child: XmlElement, reading: Reading) {
  const currency = child.attributes.get('currencyCode')?.trim() ?? ''
  if (currency !== '' && currency !== 'USD') throw reading.wrong(`its ${child.name} is not in US dollars`)
  return child
}

function readList(thing: Thing, part: ListPart<Thing>, child: XmlElement, reading: Reading) {
  const items = readItems(part, child, reading)
  const { only } = part
  if (only) {
    for (const one of items as Thing[])
      if (!only.values.includes(String(one[only.key]))) one[only.key] = only.values[0]
  }
  thing[part.list] = [...((thing[part.list] as unknown[] | undefined) ?? []), ...items]
}

/** The first that says something is kept. */
function set(thing: Thing, key: string, value: unknown) {
  if (value !== undefined && !(key in thing)) thing[key] = value
}

function complete(thing: Thing, parts: Parts) {
  for (const part of parts) {
    if ('within' in part) complete(thing, part.within)
    else if ('list' in part) thing[part.list] ??= []
    else if ('thing' in part) set(thing, part.thing, undefined)
    else if ('key' in part) set(thing, part.key, emptyLeaf(part.as))
  }
}
