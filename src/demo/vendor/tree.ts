import type { XmlElement } from '../../lib/xml-tree.ts'

/** All of a name within an element, in their order. */
export function all({ children }: XmlElement, name: string): XmlElement[] {
  return children.flatMap((one) => (one.name === name ? [one] : all(one, name)))
}

/** The text of the first of a name; '' where there is none. */
export function textOf(element: XmlElement, name: string): string {
  return all(element, name)[0]?.text.trim() ?? ''
}

/** What the town calls it. */
export function numberOf({ attributes }: XmlElement): string {
  return attributes.get('objectID') ?? ''
}
