import {
  type Alphabet,
  beginningOf,
  type ChartFormat,
  fits,
  hasOneLength,
  isFreeText,
  isOf,
  joint,
  type Segment,
} from './chart-format.ts'

/** What people put between the parts of a number: hyphens and dashes of every kind, dots, slashes, colons, spaces. */
const betweenParts = /[\s\-./:_\u2010-\u2015\u2212]+/u

export function partsOf(submitted: string): string[] {
  return submitted.split(betweenParts).filter(Boolean)
}

/** Capitals as numbers have them; other letters are none of a number's, so they stay. */
export function inCapitals(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase())
}

/** Neighbors with nothing between them, as they are shown. */
function groupsOf(segments: Segment[]): Segment[][] {
  const groups: Segment[][] = [[]]
  for (const [index, segment] of segments.entries()) {
    groups.at(-1)?.push(segment)
    if (segment.separator !== '' && index < segments.length - 1) groups.push([])
  }
  return groups
}

/** Whether segments are told apart with nothing between them: by letters beside digits, else by lengths. */
export function areToldApart(segments: Segment[]): boolean {
  const isBound = (one: Alphabet, other: Alphabet) =>
    (one === 'letters' && other === 'digits') || (one === 'digits' && other === 'letters')
  return segments.every((segment, index) => {
    const [before, after] = [segments[index - 1], segments[index + 1]]
    const isAlone =
      (!before || isBound(before.alphabet, segment.alphabet)) &&
      (!after || isBound(segment.alphabet, after.alphabet))
    return isAlone || hasOneLength(segment)
  })
}

/** Whether what the format shows can be read again. */
export function isReadable({ segments }: Pick<ChartFormat, 'segments'>): boolean {
  return groupsOf(segments).every(areToldApart)
}

function split(text: string, segments: Segment[]): string[] | undefined {
  if (!areToldApart(segments)) return undefined
  let rest = text
  const parts = segments.map((segment) => {
    const part = hasOneLength(segment) ? rest.slice(0, segment.longest) : beginningOf(rest, segment)
    rest = rest.slice(part.length)
    return part
  })
  return rest === '' && parts.every((part, index) => isOf(part, segments[index] as Segment))
    ? parts
    : undefined
}

/**
 * What is stored of a number typed with or without signs between its parts; undefined where it is no number of this
 * format. Nothing is stripped and nothing padded: 07 is not 7.
 */
export function readAs(submitted: string, format: ChartFormat): string | undefined {
  const text = submitted.trim()
  if (isFreeText(format)) return fits(text, format) ? text : undefined
  const { segments } = format
  const parts = partsOf(inCapitals(text))
  const asStored = parts.join(joint)
  if (parts.length === segments.length && fits(asStored, format)) return asStored
  const groups = groupsOf(segments)
  const found =
    parts.length === groups.length
      ? parts.map((part, index) => split(part, groups[index] as Segment[]))
      : parts.length === 1
        ? [split(parts[0] as string, segments)]
        : [undefined]
  return found.includes(undefined) ? undefined : found.flat().join(joint)
}
