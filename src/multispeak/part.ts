import type { Version } from './version.ts'

/** A name that differs, or that one version does not have. */
type Named = string | Partial<Record<Version, string>>

/** How a value is written: write-leaf.ts. */
export type Leaf = 'text' | 'service' | 'money' | 'money-if-said' | 'whole' | 'not-whole' | 'day' | 'moment'

type Value<T> = {
  key: keyof T & string
  /** Otherwise a text. */
  as?: Leaf
  /** A question without it is refused. */
  required?: true
  /** It says nothing by itself: an element that would hold nothing else is left out. */
  isAside?: true
}

/** The parts of a thing in another: each thing's parts are checked where they are declared. */
// biome-ignore lint/suspicious/noExplicitAny: no type says what is in each
export type Parts = Part<any>[]

/** How the things of a list are written. */
export type Items = {
  item: Named
  /** Texts, where it has none. */
  parts?: Parts
  /** An element around all of them. */
  around?: string
  /** One that is marked as nil keeps its place. */
  keepsNil?: true
}

/**
 * A part of a thing, where either version has it: what it is called, and by which key it is kept. The parts of a thing are
 * in the order in which they are written; read, they may come in any. Of parts with the same key the first that says
 * something is read.
 */
export type Part<T> =
  /** `isHeard`: others say it there too, and we never do. */
  | ({ attribute: Named; isHeard?: true } & Value<T>)
  | { attribute: Named; fixed: string }
  | ({ element: Named } & Value<T>)
  | { element: Named; fixed: string }
  /** The text of the element itself, in these versions. */
  | ({ content: Version[] } & Value<T>)
  /** An element that is no thing of its own: its parts are of the same thing. */
  | { element: Named; within: Part<T>[] }
  | { element: Named; thing: keyof T & string; parts: Parts }
  | ListPart<T>

export type ListPart<T> = Items & {
  element: Named
  list: keyof T & string
  /** Only the things that have one of these are in it; read, one that says none has the first. */
  only?: { key: string; values: readonly string[] }
}

/** What it is called in this version; undefined where that does not have it. */
export function nameIn(version: Version, named: Named): string | undefined {
  return typeof named === 'string' ? named : named[version]
}
