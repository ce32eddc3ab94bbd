import type { ProfileColumn } from '../../import-profiles/profile.ts'
import { type Purpose, roleOf } from '../../import-profiles/purpose.ts'
import type { FormReader } from '../../lib/form.ts'
import { choicesOf } from './choices.ts'
import { rowsIn } from './layout-fields.ts'
import { longest, readNumber, readPattern, readPlace } from './place-form.ts'

/** The columns by their places in the file, whatever the order of the lines they were typed in. */
export function readColumns(
  form: FormReader,
  purpose: Purpose,
  sent: Record<string, unknown>,
  hasHeading: boolean,
  isFixedWidth: boolean,
): ProfileColumn[] {
  const { roles } = choicesOf(purpose)
  const rows = Array.from({ length: rowsIn(sent, 'column') }, (_, index) => {
    const label = `line ${index + 1}`
    const place = readPlace(form, [`from-${index}`, `to-${index}`], label, isFixedWidth)
    const heading = form.text(`heading-${index}`, `Name of ${label}`, { limit: longest.text })
    const role = form.choice(`role-${index}`, `What ${label} holds`, roles)
    const isOf = roleOf(purpose, role)?.of
    const of = form.identifier(`of-${index}`, `${isOf ?? 'Service'} of ${label}`, { limit: longest.of })
    const dates = readPattern(form, `dates-${index}`, `Dates of ${label}`)
    const text = form.text(`text-${index}`, `Text of ${label}`, { limit: longest.text })
    const most = readNumber(form, `longest-${index}`, `Longest of ${label}`)
    const zeros = form.checkbox(`zeros-${index}`, `Zeros of ${label}`)
    const isNeeded = form.checkbox(`needed-${index}`, `Needed of ${label}`)
    if (isOf && of === '') form.addError(`of-${index}`, `Type the ${isOf.toLowerCase()} of ${label}.`)
    if (role !== '' && !place) form.addError(`from-${index}`, `Type where ${label} is in the file.`)
    return {
      ...{ index, place, heading: hasHeading ? heading : '', role, of: isOf ? of : '' },
      ...(dates && { datePattern: dates }),
      ...(text && { text }),
      ...(most && { longest: most }),
      ...(zeros && { pad: '0' as const }),
      ...(isNeeded && { isNeeded }),
    }
  }).filter(({ place }) => place !== undefined)
  const sorted = rows.toSorted((a, b) => (a.place?.from ?? 0) - (b.place?.from ?? 0))
  for (const [at, { index, place, role }] of sorted.entries()) {
    const before = sorted[at - 1]
    if (before && (before.place?.to ?? 0) >= (place?.from ?? 0)) {
      form.addError(`from-${index}`, `Line ${index + 1} and line ${before.index + 1} are at the same place.`)
    }
    const same = sorted.find((other) => other.role === role && other !== sorted[at])
    const mayRepeat = role === '' || roleOf(purpose, role)?.of || !purpose.direction
    if (same && same.index < index && !mayRepeat) {
      form.addError(
        `role-${index}`,
        `${roleOf(purpose, role)?.label} is chosen twice. Choose it for one only.`,
      )
    }
  }
  const columns = sorted.map(({ index: _, place, ...column }): ProfileColumn => {
    return isFixedWidth && place ? { ...column, place } : column
  })
  if (isFixedWidth) return columns
  // Columns that nothing is said of keep the others at their places.
  const width = Math.max(0, ...sorted.map(({ place }) => place?.from ?? 0))
  return Array.from({ length: width }, (_, at) => {
    const found = sorted.findIndex(({ place }) => place?.from === at + 1)
    return columns[found] ?? { heading: '', role: '', of: '' }
  })
}
