import { readDateInOrder } from '../lib/dates.ts'
import { FormReader, type FormResult } from '../lib/form.ts'
import { nameOfColumn } from './heading.ts'
import type { Profile, ProfileColumn } from './profile.ts'
import { dateOrders, delimiters, encodings } from './profile-view.ts'
import { type Purpose, type Role, roleOf } from './purpose.ts'

const longest = { fixed: 60, of: 40, pattern: 100 }
const mostPatterns = 50
const lastHeadingLine = 1000

/** The fields of the form, to keep while somebody signs in again. */
export const columnsFields = [
  ...['headingLine', 'hasHeading', 'delimiter', 'encoding', 'sheet', 'dateOrder', 'passedOver'],
  ...['column-*', 'of-*', 'fixed-*'],
]

/** What a column may be: not read, or one of the roles of the purpose. */
export function roleChoices({ roles }: Purpose) {
  const named = Object.entries<Role>(roles).map(([value, { label }]) => ({ value, label }))
  return [{ value: '', label: 'Not read' }, ...named]
}

/** A value for all rows is in the field of its role's name. */
export const fixedField = (role: string) => `fixed-${role}`

export const fixedLabel = ({ label }: Pick<Role, 'label'>) => `${label} of every row`

/** The roles that may have one value for all rows. */
export function fixedRoles({ roles }: Purpose) {
  return Object.entries<Role>(roles).filter(([, { fixed }]) => fixed !== undefined)
}

/** A profile as the form of its columns sends it, to put into the form. */
export function submittedOf(profile: Profile): Record<string, string> {
  return {
    headingLine: String(profile.headingLine),
    hasHeading: profile.hasHeading ? 'on' : '',
    ...{ delimiter: profile.delimiter, encoding: profile.encoding, sheet: profile.sheet },
    dateOrder: profile.dateOrder,
    passedOver: profile.passedOver.join('\n'),
    ...Object.fromEntries(profile.columns.map(({ role }, index) => [`column-${index}`, role])),
    ...Object.fromEntries(profile.columns.map(({ of }, index) => [`of-${index}`, of])),
    ...Object.fromEntries(Object.entries(profile.fixed).map(([role, value]) => [fixedField(role), value])),
  }
}

/**
 * Reads the form that matches the columns of a file. `draft` has the columns that the form showed, and the words and signs
 * that are asked for later. `nameHere` says what a column is of whose box for that is left empty.
 */
export function readColumnsForm(
  body: unknown,
  purpose: Purpose,
  draft: Profile,
  nameHere = (heading: string) => heading,
): FormResult<Profile> {
  const form = new FormReader(body)
  const line = form.text('headingLine', 'Line with the column names', {
    limit: 4,
    missing: 'Type the number of a line.',
  })
  if (line !== '' && !(/^[1-9]\d*$/.test(line) && Number(line) <= lastHeadingLine)) {
    form.addError('headingLine', `Type the number of a line, from 1 to ${lastHeadingLine}.`)
  }
  const file = {
    headingLine: Number(line) || 1,
    hasHeading: form.checkbox('hasHeading', 'This line names the columns'),
    delimiter: form.choice('delimiter', 'Between values', delimiters),
    encoding: form.choice('encoding', 'Encoding', encodings),
    dateOrder: form.choice('dateOrder', 'Order of dates', dateOrders),
    sheet: form.text('sheet', 'Sheet', { limit: 100 }),
  }
  const passedOver = form.lines('passedOver', 'Rows to skip', {
    limit: longest.pattern,
    most: mostPatterns,
  })
  if (passedOver.some((pattern) => /^[*\s]+$/.test(pattern))) {
    form.addError('passedOver', 'A star alone would skip every row. Type what these rows say.')
  }
  const columns = readColumns(form, purpose, draft, nameHere)
  const fixed = readFixed(form, purpose, columns, file.dateOrder)
  checkNeeds(form, purpose, columns, fixed)
  return form.result({ ...draft, ...file, columns, fixed, passedOver }, [
    ...columns.flatMap((_, index) => [`column-${index}`, `of-${index}`]),
    ...fixedRoles(purpose).map(([role]) => fixedField(role)),
  ])
}

function readColumns(
  form: FormReader,
  purpose: Purpose,
  draft: Profile,
  nameHere: (heading: string) => string,
): ProfileColumn[] {
  const choices = roleChoices(purpose)
  const columns = draft.columns.map(({ heading }, index): ProfileColumn => {
    const name = nameOfColumn(heading, index)
    const role = form.choice(`column-${index}`, name, choices)
    const isOf = roleOf(purpose, role)?.of
    const of = form.identifier(`of-${index}`, `${isOf ?? 'What'} of ${name}`, { limit: longest.of })
    if (isOf && of === '' && heading === '') {
      form.addError(`of-${index}`, `Type the ${isOf.toLowerCase()} that the amounts of ${name} are for.`)
    }
    return { heading, role, of: isOf ? of || nameHere(heading) : '' }
  })
  for (const [index, { role, heading }] of columns.entries()) {
    const { label, of } = roleOf(purpose, role) ?? {}
    const first = columns.findIndex((column) => column.role === role)
    if (!label || of || first === index) continue
    const [one, other] = [nameOfColumn(columns[first]?.heading ?? '', first), nameOfColumn(heading, index)]
    form.addError(`column-${index}`, `${one} and ${other} are both ${label}. Choose it for one of them only.`)
  }
  return columns
}

function readFixed(
  form: FormReader,
  purpose: Purpose,
  columns: ProfileColumn[],
  dateOrder: Profile['dateOrder'],
) {
  const fixed: Profile['fixed'] = {}
  for (const [role, { label, looksLike, words }] of fixedRoles(purpose)) {
    const field = fixedField(role)
    const text = form.identifier(field, label, { limit: longest.fixed })
    if (text === '') continue
    const column = columns.findIndex((one) => one.role === role)
    if (column >= 0) {
      const name = nameOfColumn(columns[column]?.heading ?? '', column)
      form.addError(field, `${label} is read from ${name}. Leave this box empty, or do not read that column.`)
    }
    if (looksLike === 'date' && !readDateInOrder(text, dateOrder)) {
      form.addError(field, `${label} is not a date. Write it like 2026-01-31.`)
    }
    if (words?.choices && !words.choices.some(({ value }) => value === text)) {
      form.addError(field, `Choose one of the entries of ${label}.`)
    }
    fixed[role] = text
  }
  return fixed
}

/** Says what no column and no value for all rows has, and what two ways say at once. */
function checkNeeds(form: FormReader, purpose: Purpose, columns: ProfileColumn[], fixed: Profile['fixed']) {
  const isRead = (role: string) => columns.some((column) => column.role === role)
  const has = (role: string) => isRead(role) || fixed[role] !== undefined
  const inWords = (way: readonly string[]) =>
    way.map((role) => roleOf(purpose, role)?.label ?? role).join(' and ')
  const fieldFor = (roles: string[]) => {
    const column = columns.findIndex(({ role }) => roles.includes(role))
    if (column >= 0) return `column-${column}`
    const given = roles.find((role) => fixed[role] !== undefined)
    return given
      ? fixedField(given)
      : `column-${Math.max(
          0,
          columns.findIndex(({ role }) => role === ''),
        )}`
  }
  for (const { what, ways } of purpose.needs) {
    const begun = ways.filter((way) => way.some(has))
    const whole = begun.filter((way) => way.every(has))
    if (begun.length > 1) {
      const [one, other] = begun.map(inWords)
      form.addError(
        fieldFor([...(begun[1] ?? [])]),
        `${one} and ${other} both say ${what}. Choose one of them only.`,
      )
    } else if (whole.length === 0) {
      const role = ways.flat().find((one) => roleOf(purpose, one)?.fixed !== undefined && begun.length === 0)
      const choose = `Choose ${ways.map(inWords).join(', or ')} for the columns that have it`
      const every = role && fixedLabel(roleOf(purpose, role) ?? { label: role })
      const or = every ? `, or say in “${every}” what all rows have` : ''
      form.addError(
        role ? fixedField(role) : fieldFor([...(begun[0] ?? [])]),
        `No column has ${begun.length > 0 ? 'all of ' : ''}${what}. ${choose}${or}.`,
      )
    }
  }
}
