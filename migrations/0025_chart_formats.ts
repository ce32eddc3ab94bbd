import type { Knex } from 'knex'

type Segment = { name: string; shortest: number; longest: number; alphabet: string; separator: string }
type Format = {
  id: number
  name: string
  types: string[]
  segments: Segment[]
  fund: number | null
  account: number
}

/** What the letters of a mask stand for. */
const names: Record<string, string> = {
  F: 'Fund',
  A: 'Account',
  S: 'Source',
  R: 'Revenue',
  D: 'Department',
  O: 'Object',
}

const kinds = [
  {
    kind: 'balance-sheet',
    name: 'Balance sheet',
    types: ['asset', 'deferred-outflow', 'liability', 'deferred-inflow', 'equity'],
  },
  { kind: 'revenue', name: 'Revenue', types: ['revenue'] },
  { kind: 'expenditure', name: 'Expenditure', types: ['expenditure'] },
]

/** A part is a segment; one of several letters is a segment a letter, unless that makes more than a format may have. */
function segmentsOf(mask: string): Segment[] {
  const byLetter = [...mask.matchAll(/([A-Z])\1*([-./: ]?)/g)]
  const found = byLetter.length > 10 ? [...mask.matchAll(/([A-Z])[A-Z]*([-./: ]?)/g)] : byLetter
  return found.map(([all, letter = '', separator = '']) => {
    const length = all.length - separator.length
    return { name: names[letter] ?? letter, shortest: length, longest: length, alphabet: 'digits', separator }
  })
}

function formatOf(mask: string, { name, types }: (typeof kinds)[number], id: number): Format {
  const segments = segmentsOf(mask)
  const place = (wanted: string) => segments.findIndex((segment) => segment.name === wanted)
  const account = ['Account', 'Revenue', 'Object'].map(place).find((found) => found >= 0)
  const fund = place('Fund')
  return { id, name, types, segments, fund: fund < 0 ? null : fund, account: account ?? segments.length - 1 }
}

/** Numbers as digits, cut as the format says, with one hyphen between the segments. */
function joinedSql(column: string, { segments }: Format) {
  let from = 1
  const parts = segments.map(({ longest }) => {
    const part = `substr(${column}, ${from}, ${longest})`
    from += longest
    return part
  })
  return parts.join(` || '-' || `)
}

function joined(digits: string, { segments }: Format) {
  let from = 0
  const parts = segments.map(({ longest }) => {
    const part = digits.slice(from, from + longest)
    from += longest
    return part
  })
  return parts.join('-')
}

const lengthOf = ({ segments }: Format) => segments.reduce((all, { longest }) => all + longest, 0)

/** Entries and details are never changed but here, where a number gets other signs and stays the same number. */
const guarded = ['ledger_entries', 'batch_details']

async function withoutGuard(db: Knex, act: () => Promise<void>) {
  if (db.client.config.client === 'pg') {
    for (const table of guarded) await db.raw(`alter table ${table} disable trigger ${table}_is_kept`)
    await act()
    for (const table of guarded) await db.raw(`alter table ${table} enable trigger ${table}_is_kept`)
    return
  }
  const triggers = guarded.map((table) => `${table}_no_update`)
  const made = await db('sqlite_master').where({ type: 'trigger' }).whereIn('name', triggers).pluck('sql')
  for (const name of triggers) await db.raw(`drop trigger ${name}`)
  await act()
  for (const sql of made) await db.raw(sql)
}

const single = [
  ['services', 'receivable'],
  ['services', 'revenue'],
  ['posting_accounts', 'cash_clearing'],
  ['posting_accounts', 'customer_deposits'],
  ['ledger_entries', 'account'],
  ['batch_details', 'debit'],
  ['batch_details', 'credit'],
] as const

async function numbersPosted(db: Knex): Promise<Set<string>> {
  const numbers = new Set<string>()
  for (const [table, column] of single)
    for (const number of await db(table).distinct(column).pluck(column)) numbers.add(number)
  numbers.delete('')
  return numbers
}

/** The numbers outside the chart that are posted to as revenue; each other is of the balance sheet. */
async function revenueNumbers(db: Knex): Promise<Set<string>> {
  const numbers: string[] = await db('services').distinct('revenue').pluck('revenue')
  const details = await db('batch_details as d')
    .join('posting_batches as b', 'b.id', 'd.batch_id')
    .distinct('d.kind', 'd.negative', 'd.debit', 'd.credit', 'b.update_method', 'b.reverses')
  for (const { kind, negative, debit, credit, update_method, reverses } of details) {
    const isBilling = kind === 'billing' || kind === 'billing-adjustment'
    if (isBilling !== (update_method === 'accrual')) continue
    const isTurned = Boolean(negative) !== (reverses !== null)
    numbers.push((kind === 'payment-adjustment') !== isTurned ? debit : credit)
  }
  return new Set(numbers)
}

async function renameEverywhere(db: Knex, renamed: Map<string, string>) {
  await withoutGuard(db, async () => {
    for (const [before, now] of renamed) {
      for (const [table, column] of single) await db(table).where(column, before).update(column, now)
    }
  })
}

/**
 * The three masks become three formats of segments, and each number is stored with a hyphen between its segments. A
 * number that fits no mask stays as it is. Files of batches and the history say what they said.
 */
export async function up(db: Knex) {
  const inByteOrder = db.client.config.client === 'pg' ? 'text collate "C"' : 'text'
  await db.schema.createTable('chart_formats', (table) => {
    table.integer('id').primary()
    // JSON: all of them are one form with one version.
    table.text('formats').notNullable()
    table.integer('version').notNullable().defaultTo(0)
    table.text('saved_with')
    table.text('changed_at')
    table.integer('changed_by').references('users.id')
  })
  const masks = new Map((await db('account_masks')).map(({ kind, mask }) => [kind, mask]))
  const formats = kinds.map((one, index) => formatOf(String(masks.get(one.kind)), one, index + 1))
  await db('chart_formats').insert({ id: 1, formats: JSON.stringify(formats) })
  await db.schema.dropTable('account_masks')
  await db.schema.dropTable('account_masks_form')

  // Which version of the formats a waiting file was read by.
  await db.raw('alter table account_imports add column formats_version integer not null default 0')
  const chart = await db('gl_accounts').select('number', 'type')
  for (const table of ['gl_accounts', 'account_import_rows']) {
    // Without the signs, for looking up by any part.
    await db.raw(`alter table ${table} add column number_key ${inByteOrder} not null default ''`)
    await db(table).update({ number_key: db.ref('number') })
    for (const format of formats) {
      await db(table)
        .whereIn('type', format.types)
        .whereRaw('length(number) = ?', [lengthOf(format)])
        .update({ number: db.raw(joinedSql('number', format)) })
    }
  }

  const typeOf = new Map(chart.map(({ number, type }) => [number, type]))
  const revenues = await revenueNumbers(db)
  const renamed = new Map<string, string>()
  for (const number of await numbersPosted(db)) {
    const type = typeOf.get(number) ?? (revenues.has(number) ? 'revenue' : 'asset')
    const format = formats.find(({ types }) => types.includes(type))
    if (!format || !/^[0-9]+$/.test(number) || number.length !== lengthOf(format)) continue
    const now = joined(number, format)
    if (now !== number) renamed.set(number, now)
  }
  await renameEverywhere(db, renamed)
}

/** The mask of a kind, as far as its first format can be one. */
function maskOf(formats: Format[], { types }: (typeof kinds)[number], otherwise: string) {
  const format = formats.find((one) => one.types.some((type) => types.includes(type)))
  const isMask =
    format?.segments.every((segment, index, all) => {
      const isParted = index === all.length - 1 || segment.separator !== ''
      return segment.alphabet === 'digits' && segment.shortest === segment.longest && isParted
    }) && lengthOf(format) <= 20
  if (!format || !isMask) return otherwise
  const letter = ({ name }: Segment) => Object.keys(names).find((one) => names[one] === name) ?? 'A'
  return format.segments
    .map((segment) => letter(segment).repeat(segment.longest) + segment.separator)
    .join('')
}

/** Numbers of digits lose their hyphens again; letters, and two that would become one, stay. */
export async function down(db: Knex) {
  const formats: Format[] = JSON.parse((await db('chart_formats').first('formats')).formats)
  await db.schema.dropTable('chart_formats')
  await db.schema.createTable('account_masks', (table) => {
    table.text('kind').primary()
    table.text('mask').notNullable()
  })
  const before = ['FF-AAAA', 'FF-SS-RRR', 'FF-DD-OOO']
  await db('account_masks').insert(
    kinds.map((one, index) => ({ kind: one.kind, mask: maskOf(formats, one, String(before[index])) })),
  )
  await db.schema.createTable('account_masks_form', (table) => {
    table.integer('id').primary()
    table.integer('version').notNullable().defaultTo(0)
    table.text('saved_with')
    table.text('changed_at')
    table.integer('changed_by').references('users.id')
  })
  const saves = await db('history')
    .where({ kind: 'account-masks.saved' })
    .orderBy('id')
    .select('at', 'user_id')
  const last = saves.at(-1)
  await db('account_masks_form').insert({
    id: 1,
    version: saves.length,
    changed_at: last?.at ?? null,
    changed_by: last?.user_id ?? null,
  })

  await db.raw('alter table account_imports drop column formats_version')
  const numbers = new Set<string>(await db('gl_accounts').pluck('number'))
  for (const number of await numbersPosted(db)) numbers.add(number)
  const alone = Map.groupBy(numbers, (number) => number.replaceAll('-', ''))
  const renamed = new Map(
    [...alone].flatMap(([digits, [number, ...others]]) =>
      number !== undefined && others.length === 0 && /^[0-9]+$/.test(digits) && digits !== number
        ? [[number, digits] as const]
        : [],
    ),
  )
  for (const [number, digits] of renamed) await db('gl_accounts').where({ number }).update({ number: digits })
  await db('account_import_rows').update({ number: db.raw(`replace(number, '-', '')`) })
  for (const table of ['gl_accounts', 'account_import_rows'])
    await db.raw(`alter table ${table} drop column number_key`)
  await renameEverywhere(db, renamed)
}
