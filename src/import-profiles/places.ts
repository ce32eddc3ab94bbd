import type { Place } from './profile.ts'

const isWide = /[\ud800-\udfff]/

/** The characters of a line at a place: one that takes two units of text is one. */
export function cutAt(line: string, { from, to }: Place): string {
  if (!isWide.test(line)) return line.slice(from - 1, to)
  return [...line].slice(from - 1, to).join('')
}

/** Characters, as a fixed width file counts them. */
export function lengthOf(text: string): number {
  return isWide.test(text) ? [...text].length : text.length
}

/** What is at a place of a row: of a fixed width file, of its line, else of its values. */
export function cellAt(fields: string[], place: Place, isFixedWidth: boolean): string | undefined {
  const cell = isFixedWidth ? cutAt(fields[0] ?? '', place) : fields[place.from - 1]
  return cell?.trim()
}

/** Why a line is not as long as its columns, as the end of a sentence. */
export function wrongLength(line: string, columns: readonly { place?: Place }[], mayEndEarly: boolean) {
  const width = Math.max(0, ...columns.map(({ place }) => place?.to ?? 0))
  const length = lengthOf(line)
  if (length < width && !mayEndEarly) return `it has ${length} characters, and the layout has ${width}`
  const isMore = length > width && cutAt(line, { from: width + 1, to: length }).trim() !== ''
  return isMore ? `it goes on after the ${width} characters of the layout` : undefined
}
