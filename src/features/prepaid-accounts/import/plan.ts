import { createHash } from 'node:crypto'
import type { Db } from '../../../db/db.ts'
import { findAccountsOfMany } from '../accounts-store.ts'
import { type Judged, judge } from './judge.ts'
import { listRows } from './staged-rows-store.ts'

const atOnce = 500

/** What becomes of each row of a file that waits, in its order, some at a time. `isHeld`: the accounts stay as they are meanwhile. */
async function* judgeRows(db: Db, importId: number, isHeld: boolean): AsyncGenerator<Judged[]> {
  for (let after = 0; ; ) {
    const rows = await listRows(db, importId, { after, limit: atOnce })
    const customers = [...new Set(rows.map(({ customer }) => customer))]
    const accounts = await findAccountsOfMany(db, customers, { isHeld })
    const keyOf = ({ customer, service }: { customer: string; service: string }) =>
      JSON.stringify([customer, service])
    const known = new Map(accounts.map((account) => [keyOf(account), account]))
    if (rows.length > 0) yield rows.map((row) => judge(row, known.get(keyOf(row))))
    after = rows.at(-1)?.line ?? after
    if (rows.length < atOnce) return
  }
}

export type Part = Judged['is']

export type Plan = {
  counts: Record<Part, number>
  /** Of each part the first rows, or of one of them those after a line; one more than fit, where there are more. */
  rows: Record<Part, Judged[]>
  /** The same for the same file over the same accounts. */
  digest: string
}

type Pages = { limit: number; part?: Part | undefined; after?: number | undefined }

/** What a file that waits would do, without doing it; `each` is given the rows as they are judged. */
export async function planImport(
  db: Db,
  importId: number,
  { limit, part, after = 0 }: Pages,
  each?: (rows: Judged[]) => Promise<void>,
): Promise<Plan> {
  const counts = { added: 0, changed: 0, unchanged: 0, refused: 0 }
  const rows: Plan['rows'] = { added: [], changed: [], unchanged: [], refused: [] }
  const hash = createHash('sha256')
  for await (const judged of judgeRows(db, importId, each !== undefined)) {
    hash.update(JSON.stringify(judged))
    for (const one of judged) {
      counts[one.is] += 1
      const isAsked = part === undefined || (part === one.is && one.line > after)
      if (isAsked && rows[one.is].length <= limit) rows[one.is].push(one)
    }
    await each?.(judged)
  }
  return { counts, rows, digest: hash.digest('base64url') }
}
