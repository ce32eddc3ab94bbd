import { lengthOf } from './places.ts'
import type { FileRules, Place, Profile } from './profile.ts'

/** A text filled up to its place. */
export function fillPlace(text: string, { from, to }: Place, align: 'left' | 'right', pad: string): string {
  const missing = Math.max(0, to - from + 1 - lengthOf(text))
  return align === 'left' ? text + pad.repeat(missing) : pad.repeat(missing) + text
}

/** The line of a file whose values have a sign between them. */
export function lineOf(
  fields: string[],
  { quotes }: Pick<FileRules, 'quotes'>,
  delimiter: Profile['delimiter'],
) {
  const between = delimiter || ','
  const quoted = (field: string) =>
    quotes === 'as-needed' && (field.includes(between) || /["\r\n]/.test(field))
      ? `"${field.replaceAll('"', '""')}"`
      : field
  return fields.map(quoted).join(between)
}
