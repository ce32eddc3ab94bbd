import { paths } from '../../http/paths.ts'
import { may, type Role } from '../../lib/permissions.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { stepsView } from './month-view.ts'
import type { Step } from './step.ts'

/** What an office does with an empty product, until the first transactions are in. */
function stepsOf({ organization, generalLedger }: Settings, hasChart: boolean): Step[] {
  return [
    {
      label: 'Name the town and its time zone',
      path: paths.general,
      isDone: organization.version > 0,
      says: [{ words: 'The name heads every page and every printed report' }],
      act: { label: 'Name the town', path: paths.general, permission: 'organization.change' },
    },
    {
      label: 'Turn on the General Ledger interface',
      path: paths.generalLedger,
      isDone: generalLedger.onSince !== null,
      says: [{ words: 'Choose Caselle 4.x or Other, and the update method' }],
      act: { label: 'Turn on General Ledger', path: paths.generalLedger, permission: 'interfaces.change' },
    },
    {
      label: 'Import the chart of accounts',
      path: paths.accountImport,
      isDone: hasChart,
      says: [
        { words: 'A file with number, title and type of each account' },
        { words: 'Sample chart', path: paths.sampleChart, isFile: true },
      ],
      act: { label: 'Import accounts', path: paths.accountImport, permission: 'accounts.change' },
    },
    {
      label: 'Import the transactions',
      path: paths.transactionImports,
      isDone: false,
      says: [
        { words: 'A file of a month’s billings and payments; then set up their services and see the report' },
        { words: 'Sample transactions', path: paths.sampleTransactions, isFile: true },
      ],
      act: {
        label: 'Import transactions',
        path: paths.transactionImports,
        permission: 'transactions.import',
      },
    },
  ]
}

/** People who may not do a step go on with the first that they may. */
export function firstDayView(settings: Settings, hasChart: boolean, role: Role) {
  const steps = stepsOf(settings, hasChart)
  const next = steps.find(({ isDone, act }) => !isDone && act && may(role, act.permission))
  return {
    done: steps.filter(({ isDone }) => isDone).length,
    steps: stepsView(steps, role, next),
  }
}
