import { readDateInOrder } from '../lib/dates.ts'
import { parseLetteredCents } from '../lib/money.ts'
import type { ProfileColumn } from './profile.ts'
import { type Purpose, type Role, roleOf } from './purpose.ts'

/** Words that headings shorten, because a column is narrow. */
const shortened: Record<string, string> = {
  ...{
    acct: 'account',
    amt: 'amount',
    cd: 'code',
    cust: 'customer',
    desc: 'description',
    dt: 'date',
    id: 'number',
  },
  ...{ nbr: 'number', no: 'number', num: 'number', ref: 'reference', svc: 'service' },
  ...{ tran: 'transaction', trans: 'transaction', trn: 'transaction', trx: 'transaction' },
}

/** What a heading may be known by. `[Report].Account Number` is what it is without the name of the report. */
function keysOf(name: string): string[] {
  const words = name
    .replace(/^\[[^\]]*\]\.?/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  return [words.join(''), words.map((word) => shortened[word] ?? word).join('')].filter((key) => key !== '')
}

/** Sums and what is not of these rows: in a wide file they stand beside the amounts. */
const notAnAmount = /total|prior|previous|current|balance|due|reading|usage|consumption|past/i

export function isDate(text: string) {
  return (readDateInOrder(text, 'month-first') ?? readDateInOrder(text, 'day-first')) !== undefined
}

export function isAmount(text: string) {
  return /\d/.test(text) && typeof parseLetteredCents(text).cents === 'number'
}

/** The roles that a heading may name, each with how sure that is: 0 is surest. */
function rolesNamed(heading: string, { roles }: Purpose): { role: string; rank: number }[] {
  const keys = keysOf(heading)
  return Object.entries<Role>(roles).flatMap(([role, { label, names }]) => {
    const rank = [...names, label].findIndex((name) => keysOf(name).some((key) => keys.includes(key)))
    return rank < 0 ? [] : [{ role, rank }]
  })
}

export function isNamed(heading: string, purpose: Purpose) {
  return rolesNamed(heading, purpose).length > 0
}

/** A role for each column: by its name, then by what its cells look like; '' where nothing says one. */
export function proposeColumns(names: string[], rows: string[][], purpose: Purpose): ProfileColumn[] {
  const columns = names.map((heading) => ({ heading, role: '', of: '' }))
  const named = names
    .flatMap((heading, place) => rolesNamed(heading, purpose).map((found) => ({ ...found, place })))
    .sort((a, b) => a.rank - b.rank || a.place - b.place)
  for (const { role, place } of named) {
    const column = columns[place] as ProfileColumn
    const isOf = roleOf(purpose, role)?.of !== undefined
    if (column.role !== '' || (!isOf && columns.some((other) => other.role === role))) continue
    Object.assign(column, { role, of: isOf ? column.heading : '' })
  }
  keepOneWay(columns, purpose)
  for (const look of ['date', 'amount'] as const) proposeByLook(columns, rows, purpose, look)
  keepOneWay(columns, purpose)
  return columns
}

/** Of two ways to say the same, the first that is whole stays; half a way is none. */
function keepOneWay(columns: ProfileColumn[], { needs }: Purpose) {
  for (const { ways } of needs) {
    const has = (role: string) => columns.some((column) => column.role === role)
    const whole = ways.find((way) => way.every(has))
    const others = ways.filter((way) => way !== whole).flat()
    for (const column of columns) {
      if (others.includes(column.role) && !whole?.includes(column.role)) column.role = ''
    }
  }
}

function proposeByLook(
  columns: ProfileColumn[],
  rows: string[][],
  purpose: Purpose,
  look: 'date' | 'amount',
) {
  const roles = Object.entries<Role>(purpose.roles).filter(([, { looksLike }]) => looksLike === look)
  if (roles.length === 0 || columns.some(({ role }) => roleOf(purpose, role)?.looksLike === look)) return
  const free = columns.filter((column, place) => {
    const cells = rows.map((fields) => fields[place] ?? '').filter((cell) => cell !== '')
    if (column.role !== '' || cells.length === 0) return false
    // A report has a row of sums, or a page's title, for every few days.
    if (look === 'date') return share(cells, isDate) > 0.5
    const isMoney = share(cells, isAmount) > 0.8 && cells.some((cell) => /\.\d\d\b/.test(cell))
    return isMoney && !notAnAmount.test(column.heading)
  })
  const single = roles.find(([, { of }]) => of === undefined)?.[0]
  const several = roles.find(([, { of }]) => of !== undefined)?.[0]
  const [first] = free
  if (free.length > 1 && several && free.every(({ heading }) => heading !== '')) {
    for (const column of free) Object.assign(column, { role: several, of: column.heading })
  } else if (first && single) first.role = single
}

function share(cells: string[], is: (cell: string) => boolean) {
  return cells.filter(is).length / cells.length
}
