import type { Question } from '../../db/ask-together.ts'
import type { Db } from '../../db/db.ts'
import { firstDay, lastDay, type Period } from '../../lib/periods.ts'

export type MonthImport = { id: number; fileName: string; transactions: number; lastDate: string }

/** The imports that brought a month's transactions, from what each added up by day. */
export function askImports(db: Db, month: Period): Question<MonthImport> {
  return {
    columns: ['id', 'fileName', 'transactions', 'lastDate'],
    query: db('transaction_totals as t')
      .join('transaction_imports as i', 'i.id', 't.import_id')
      .where('i.state', 'done')
      .whereBetween('t.date', [firstDay(month), lastDay(month)])
      .groupBy('i.id', 'i.file_name')
      .select({ id: 'i.id', fileName: 'i.file_name' })
      .sum({ transactions: 't.count' })
      .max({ lastDate: 't.date' }),
  }
}

/** The import under way, if there is one. */
export function askImportUnderWay(db: Db): Question<{ id: number; state: string }> {
  return {
    columns: ['id', 'state'],
    query: db('transaction_imports').where({ under_way: 1 }).select('id', 'state'),
  }
}
