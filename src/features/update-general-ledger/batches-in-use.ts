import { paths } from '../../http/paths.ts'
import type { RowsInUse } from '../transactions/import/take-out.ts'
import { batchesWithRowsOf } from './batch-members-store.ts'
import { lockNumbers } from './batches-store.ts'

/** What is posted stays in the register: its batch is undone first. */
export const batchesInUse: RowsInUse = {
  hold: lockNumbers,
  async blockersOf(db, importId) {
    const batches = await batchesWithRowsOf(db, importId)
    return batches.map(({ number, transactions }) => ({
      message: `Batch ${number} has ${transactions.toLocaleString('en-US')} of them: undo it first.`,
      fix: { path: `${paths.batches}/${number}`, label: `Batch ${number}` },
    }))
  },
}
