import type { Permission } from '../lib/permissions.ts'
import { paths } from './paths.ts'

type Entry = { label: string; path: string; under?: readonly string[]; permission: Permission }

const organization = ['/organization', paths.postingPeriods]

const entries: Entry[] = [
  { label: 'Organization', path: paths.general, under: organization, permission: 'settings.read' },
  { label: 'GL Accounts', path: paths.glAccounts, permission: 'settings.read' },
  {
    label: 'Transactions',
    path: paths.transactions,
    under: [paths.transactions, paths.importProfiles],
    permission: 'transactions.read',
  },
  { label: 'Update General Ledger', path: paths.updateGeneralLedger, permission: 'ledger.read' },
  { label: 'Ledger Inquiry', path: paths.ledgerInquiry, permission: 'ledger.read' },
  { label: 'History', path: paths.history, permission: 'history.read' },
  { label: 'Users', path: paths.users, permission: 'users.change' },
]

/** The menu at the top: an entry is where one is when the address begins with one of `under`. */
export const menu = entries.map((entry) => ({ under: [entry.path], ...entry }))
