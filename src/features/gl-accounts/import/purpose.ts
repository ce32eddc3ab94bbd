import type { Profile } from '../../../import-profiles/profile.ts'
import type { Purpose, Role } from '../../../import-profiles/purpose.ts'
import { accountTypes } from '../../../lib/account-number.ts'
import { readHeading } from '../../../lib/csv-heading.ts'
import { type OutsideName, outsideNames } from '../../../lib/outside-names.ts'

const names = Object.fromEntries(
  outsideNames.map(({ value, label }) => [value, { label, isOptional: true }]),
) as Record<OutsideName, { label: string; isOptional: true }>

/** The columns of the product's own layout, in the order the export writes them. */
export const columns = {
  number: {
    label: 'Account No',
    otherNames: [
      ...['account number', 'account', 'number', 'no'],
      ...['gl account', 'gl account no', 'gl account number'],
    ],
  },
  title: {
    label: 'Title',
    otherNames: ['description', 'account title', 'account description', 'account name', 'name'],
  },
  type: { label: 'Type', otherNames: ['account type'] },
  active: { label: 'Active', otherNames: ['is active'], isOptional: true },
  ...names,
} as const

type Column = keyof typeof columns

/** What other programs call them besides: only proposed, because each means something else somewhere. */
const proposed: Partial<Record<Column, string[]>> = {
  number: [
    ...['accnt', 'acct', 'acct no', 'acct number', 'account code', 'account id', 'gl number', 'gl no'],
    ...['gl code', 'gl acct', 'ledger account', 'full account'],
  ],
  title: ['desc', 'account desc', 'acct description', 'acct name', 'long description', 'account label'],
  type: ['acct type', 'class', 'account class', 'category', 'account category', 'classification'],
  active: ['status', 'account status'],
}

function roleOf(column: Column): Role {
  const { label, otherNames = [] } = columns[column] as { label: string; otherNames?: readonly string[] }
  return { label, names: [label, ...otherNames, ...(proposed[column] ?? [])] }
}

/** What the columns of a chart of accounts may hold. */
export const chartPurpose = {
  name: 'gl-accounts',
  label: 'Chart of accounts',
  roles: {
    ...(Object.fromEntries(
      Object.keys(columns).map((column) => [column, roleOf(column as Column)]),
    ) as Record<Column, Role>),
    type: { ...roleOf('type'), words: { choices: accountTypes } },
  },
  needs: [
    { what: 'the account number', ways: [['number']] },
    { what: 'the title', ways: [['title']] },
    { what: 'the type', ways: [['type']] },
  ],
} as const satisfies Purpose<Column>

/** The product's own layout as a profile for the columns that the first line names, or all that is wrong with them. */
export function ownLayout(fields: string[]): Profile | { errors: string[] } {
  const { places, errors } = readHeading(fields, columns)
  if (errors.length > 0) return { errors: [namesMissing(errors)] }
  const roleAt = (place: number) =>
    (Object.keys(places) as Column[]).find((column) => places[column] === place) ?? ''
  return {
    ...{ headingLine: 1, hasHeading: true, delimiter: '', encoding: '', sheet: '', dateOrder: 'month-first' },
    columns: fields.map((heading, place) => ({ heading, role: roleAt(place), of: '' })),
    ...{ fixed: {}, words: {}, signs: {}, passedOver: [] },
  }
}

function namesMissing(errors: string[]) {
  return `the first line has to name the columns, but ${errors.join(', and ')}`
}
