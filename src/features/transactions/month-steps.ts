import { paths } from '../../http/paths.ts'
import { formatDate } from '../../lib/dates.ts'
import { formatSum } from '../../lib/money.ts'
import { firstDay, lastDay } from '../../lib/periods.ts'
import type { Part, Steps } from '../home/step.ts'
import { importPath, number, transactions } from './import/import-view.ts'
import { askImports, askImportUnderWay, type MonthImport } from './month-steps-store.ts'

/** The register's part of a month: what came in, and by which file. */
export const transactionSteps: Steps = {
  asks: (db, month) => ({ imports: askImports(db, month), underWay: askImportUnderWay(db) }),

  tells({ imports = [], underWay = [] }, { month, today, sums }) {
    const days = { from: firstDay(month), to: lastDay(month) }
    const path = `${paths.transactions}?${new URLSearchParams(days)}`
    const found = (imports as MonthImport[]).toSorted((one, other) => other.id - one.id)
    const [now] = underWay as { id: number }[]
    const says: Part[] = [...importsInWords(found, sums.transactions)]
    if (now) says.push({ words: 'An import is under way', path: importPath(now.id) })
    return [
      {
        label: 'Transactions',
        path,
        isDone: sums.transactions > 0 && today > days.to && !now,
        says,
        figure: sums.transactions > 0 ? { words: `${formatSum(sums.billed)} billed`, path } : undefined,
        act: now
          ? { label: 'Go to the import', path: importPath(now.id), permission: 'transactions.import' }
          : {
              label: 'Import transactions',
              path: paths.transactionImports,
              permission: 'transactions.import',
            },
      },
    ]
  },
}

function importsInWords(found: MonthImport[], count: number): Part[] {
  const [newest, ...others] = found
  if (!newest) return [{ words: count > 0 ? transactions(count) : 'No transactions yet' }]
  const last = found
    .map(({ lastDate }) => lastDate)
    .sort()
    .at(-1) as string
  return [
    { words: `${transactions(count)} to ${formatDate(last)}` },
    { words: newest.fileName, path: importPath(newest.id) },
    ...(others.length > 0
      ? [
          {
            words: `${number(others.length)} ${others.length === 1 ? 'import' : 'imports'} before`,
            path: paths.transactionImports,
          },
        ]
      : []),
  ]
}
