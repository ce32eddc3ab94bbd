import type { Permission } from '../lib/permissions.ts'
import { paths } from './paths.ts'

type Entry = { label: string; path: string; under: readonly string[]; permission: Permission }

/** The menu at the top: an entry is where one is when the address begins with one of `under`. */
export const menu: Entry[] = [
  {
    label: 'Organization',
    path: paths.general,
    under: ['/organization', paths.postingPeriods],
    permission: 'settings.read',
  },
  { label: 'GL Accounts', path: paths.glAccounts, under: [paths.glAccounts], permission: 'settings.read' },
  {
    label: 'Transactions',
    path: paths.transactions,
    under: [paths.transactions],
    permission: 'transactions.read',
  },
  {
    label: 'Update General Ledger',
    path: paths.updateGeneralLedger,
    under: [paths.updateGeneralLedger],
    permission: 'ledger.read',
  },
  {
    label: 'Ledger Inquiry',
    path: paths.ledgerInquiry,
    under: [paths.ledgerInquiry],
    permission: 'ledger.read',
  },
  { label: 'History', path: paths.history, under: [paths.history], permission: 'history.read' },
  { label: 'Users', path: paths.users, under: [paths.users], permission: 'users.change' },
]
