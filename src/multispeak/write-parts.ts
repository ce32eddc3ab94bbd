import { xmlText } from '../lib/xml-text.ts'
import { type Items, type ListPart, nameIn, type Part, type Parts } from './part.ts'
import { isMoney, type Writing, writeLeaf } from './write-leaf.ts'

type Thing = Record<string, unknown>

/** What an element consists of; `says` where that is more than what says nothing by itself. */
type Written = { attributes: string; inside: string; says: boolean }

export function writeElement(name: string, parts: Parts, thing: Thing, writing: Writing): string {
  return element(name, writeParts(parts, thing, writing))
}

function element(name: string, { attributes, inside }: Pick<Written, 'attributes' | 'inside'>) {
  return inside === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${inside}</${name}>`
}

/** One thing of a list, or one text. */
export function writeItem({ item, parts }: Items, one: unknown, writing: Writing): string {
  const name = nameIn(writing.version, item) ?? ''
  return parts
    ? writeElement(name, parts, one as Thing, writing)
    : element(name, { attributes: '', inside: xmlText(String(one)) })
}

/** The elements of a question, one after the other. */
export function writeAll(parts: Parts, thing: Thing, writing: Writing): string {
  return writeParts(parts, thing, writing).inside
}

function writeParts(parts: Parts, thing: Thing, writing: Writing): Written {
  const whole: Written = { attributes: '', inside: '', says: false }
  for (const part of parts) {
    const { attributes, inside, says } = writePart(part, thing, writing)
    whole.attributes += attributes
    whole.inside += inside
    whole.says ||= says
  }
  return whole
}

const nothing: Written = { attributes: '', inside: '', says: false }

function writePart(part: Part<Thing>, thing: Thing, writing: Writing): Written {
  if ('isHeard' in part) return nothing
  if ('content' in part) {
    const text = part.content.includes(writing.version) ? leafOf(part, thing, writing) : undefined
    return text === undefined ? nothing : { attributes: '', inside: xmlText(text), says: true }
  }
  const name = nameIn(writing.version, 'attribute' in part ? part.attribute : part.element)
  if (name === undefined) return nothing
  if ('within' in part) {
    const written = writeParts(part.within, thing, writing)
    return written.says ? { attributes: '', inside: element(name, written), says: true } : nothing
  }
  if ('list' in part) return writeList(part, name, thing, writing)
  if ('thing' in part) {
    const inner = thing[part.thing] as Thing | undefined
    if (!inner) return nothing
    return { attributes: '', inside: writeElement(name, part.parts, inner, writing), says: true }
  }
  const text = 'fixed' in part ? part.fixed : leafOf(part, thing, writing)
  if (text === undefined) return nothing
  const says = !('fixed' in part || part.isAside)
  if ('attribute' in part) return { attributes: ` ${name}="${xmlText(text)}"`, inside: '', says }
  const isInDollars = 'as' in part && isMoney(part.as) && writing.version === '4.1'
  const attributes = isInDollars ? ' currencyCode="USD"' : ''
  return { attributes: '', inside: element(name, { attributes, inside: xmlText(text) }), says }
}

function leafOf(part: Extract<Part<Thing>, { key: string }>, thing: Thing, writing: Writing) {
  return writeLeaf(thing[part.key], part.as, writing)
}

function writeList(part: ListPart<Thing>, name: string, thing: Thing, writing: Writing): Written {
  const all = (thing[part.list] ?? []) as unknown[]
  const { only } = part
  const chosen = only ? all.filter((one) => only.values.includes(String((one as Thing)[only.key]))) : all
  if (chosen.length === 0) return nothing
  const inside = chosen.map((one) => writeItem(part, one, writing)).join('')
  return { attributes: '', inside: element(name, { attributes: '', inside }), says: true }
}
