import { accountTypes } from './account-number.ts'
import { type Alphabet, type ChartFormat, isFreeText, type Segment } from './chart-format.ts'
import { labelOf } from './form.ts'

/** The letter that stands for a segment: the first of its name. */
function letterOf({ name }: Segment) {
  return /[a-z]/i.exec(name)?.[0].toUpperCase() ?? 'N'
}

function joined({ segments }: ChartFormat, write: (segment: Segment, index: number) => string) {
  return segments.map((segment, index) => write(segment, index) + segment.separator).join('')
}

/** `FF-AAAA`, and `F(F)AAA(A)` where a number may be shorter. */
export function patternOf(format: ChartFormat): string {
  if (isFreeText(format)) return 'any text'
  return joined(format, (segment) => {
    const more = segment.longest - segment.shortest
    const letter = letterOf(segment)
    return letter.repeat(segment.shortest) + (more > 0 ? `(${letter.repeat(more)})` : '')
  })
}

/** Numbers of the format: the shortest, and the longest where that is another. */
export function examplesOf(format: ChartFormat): string[] {
  if (isFreeText(format)) return ['Water Sales', '4010']
  const example = (length: 'shortest' | 'longest') => {
    let next = 0
    return joined(format, (segment) =>
      Array.from({ length: segment[length] }, (_, place) => {
        const at = next++
        const isLetter = segment.alphabet === 'letters' || (segment.alphabet === 'both' && place % 2 === 0)
        return isLetter ? String.fromCharCode(65 + (at % 26)) : String((at + 1) % 10)
      }).join(''),
    )
  }
  return [...new Set([example('shortest'), example('longest')])]
}

const contents: Record<Alphabet, string> = {
  digits: 'digits',
  letters: 'letters',
  both: 'letters or digits',
  text: 'characters',
}

/** `2 digits`, `1 to 2 letters`. */
function contentOf({ alphabet, shortest, longest }: Segment) {
  const what = contents[alphabet]
  if (shortest === longest) return `${longest} ${longest === 1 ? what.replace(/s\b/g, '') : what}`
  return `${shortest} to ${longest} ${what}`
}

/** All that a format says, in one line for History. */
export function describeFormat(format: ChartFormat): string {
  const segments = format.segments.map((segment, index) => {
    const roles = [index === format.fund && 'the fund', index === format.account && 'the natural account']
    return [`${segment.name} ${contentOf(segment)}`, ...roles.filter(Boolean)].join(', ')
  })
  const types = format.types.map((type) => labelOf(accountTypes, type)).join(', ')
  return `${patternOf(format)} (${segments.join('; ')}) for ${types}`
}
