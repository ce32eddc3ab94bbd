import { whereBegins } from '../../db/beginning.ts'
import type { Db } from '../../db/db.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf } from '../../db/rows.ts'
import { writeCursor } from '../../lib/cursor.ts'
import type { Filter } from './filter.ts'
import type { Transaction } from './import/csv-schema.ts'
import { filtered } from './store.ts'

type Registered = Transaction & {
  id: number
  /** The batch that updated the ledger with it. */
  batchId: number | null
}

const columns = columnsOf(
  'utility_transactions',
  'id source reference line date kind customer service amountCents description batchId',
)

const byDate = { date: 'date', id: 'id' }
const byAmountToo = { amountCents: 'amount_cents', ...byDate }

const orders = {
  '': { by: byDate, order: 'desc' },
  oldest: { by: byDate, order: 'asc' },
  largest: { by: byAmountToo, order: 'desc' },
  smallest: { by: byAmountToo, order: 'asc' },
} as const satisfies Record<Filter['sort'], object>

/** So many are sorted as quickly as they are found. */
const fewRows = 20_000

/** A page of the register in the order that is asked for; of the same day, the last to come in is the newest. */
export async function listTransactions(db: Db, filter: Filter, page: PageRequest): Promise<Page<Registered>> {
  const { by, order } = orders[filter.sort]
  const inOrder = { byAmount: 'amountCents' in by, manyReferences: await hasMany(db, filter) }
  const found = () => filtered(db, filter, inOrder).select(columns)
  if (filter.amount === '') return readPage(found(), { by, order }, page)
  // Each amount in the order of its index, then both together: sorting all of a common amount takes long.
  const amounts = new Set([filter.amount, -filter.amount].map((cents) => cents || 0))
  const pages: Page<Registered>[] = []
  for (const cents of amounts) {
    pages.push(await readPage(found().where('amount_cents', cents), { by, order }, page))
  }
  return together(pages, Object.keys(by) as (keyof Registered)[], order, page.limit)
}

function together(
  pages: Page<Registered>[],
  by: (keyof Registered)[],
  order: 'asc' | 'desc',
  limit: number,
): Page<Registered> {
  const sign = order === 'asc' ? 1 : -1
  const compare = (one: Registered, other: Registered) => {
    const column = by.find((name) => one[name] !== other[name]) ?? 'id'
    return (one[column] ?? '') < (other[column] ?? '') ? -sign : sign
  }
  const all = pages.flatMap(({ rows }) => rows).sort(compare)
  const rows = all.slice(0, limit)
  const last = rows.at(-1)
  const isMore = all.length > limit || pages.some(({ next }) => next !== undefined)
  return { rows, next: isMore && last ? writeCursor(by.map((name) => last[name] ?? '')) : undefined }
}

/** Whether too many references begin so to sort them for each page. */
async function hasMany(db: Db, { reference }: Filter): Promise<boolean> {
  if (!reference) return false
  const query = db('utility_transactions').offset(fewRows)
  whereBegins(db, query, { column: 'reference', text: reference })
  return (await query.first('id')) !== undefined
}
