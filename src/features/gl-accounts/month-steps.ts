import { paths } from '../../http/paths.ts'
import type { Part, Steps } from '../home/step.ts'
import { askSetUp, type SetUp } from './month-steps-store.ts'

/** Whether the chart and the accounts of services are there, without which nothing is posted. */
export const accountSteps: Steps = {
  asks: (db) => ({ setUp: askSetUp(db) }),

  tells({ setUp = [] }, { settings }) {
    const { accounts, complete, missing, ...found } = setUp[0] as unknown as SetUp
    const services = found.services + missing
    const hasClearing = settings.postingAccounts.cashClearing !== ''
    const says: Part[] = [
      {
        words: `${accounts.toLocaleString('en-US')} ${accounts === 1 ? 'account' : 'accounts'}`,
        path: paths.glAccounts,
      },
      {
        words: `${complete} of ${services} ${services === 1 ? 'service' : 'services'} set up`,
        path: paths.postingAccounts,
      },
    ]
    if (!hasClearing) says.push({ words: 'Cash clearing is not set', path: paths.postingAccounts })
    const isEmpty = accounts === 0 && complete === 0
    return [
      {
        label: 'Accounts and services',
        path: isEmpty ? paths.accountImport : paths.postingAccounts,
        isDone: services > 0 && complete === services && hasClearing,
        says,
        act: isEmpty
          ? {
              label: 'Import the chart of accounts',
              path: paths.accountImport,
              permission: 'accounts.change',
            }
          : { label: 'Set up services', path: paths.postingAccounts, permission: 'accounts.change' },
      },
    ]
  },
}
