/** Who may do what: the one table. Routes name a permission; the server checks it on every request. */
export const roles = [
  { value: 'viewer', label: 'Viewer' },
  { value: 'editor', label: 'Editor' },
  { value: 'administrator', label: 'Administrator' },
] as const

export type Role = (typeof roles)[number]['value']

const allowed = {
  /** Any page of settings, without its secrets. */
  'settings.read': ['viewer', 'editor', 'administrator'],
  /** The settings of an interface. */
  'interfaces.change': ['editor', 'administrator'],
  /** The organization's name and time zone. */
  'organization.change': ['administrator'],
  /** The register of utility transactions. */
  'transactions.read': ['viewer', 'editor', 'administrator'],
  'transactions.import': ['editor', 'administrator'],
  /** Who may sign in, as what. */
  'users.change': ['administrator'],
  /** Who did what, from where: also about other people, so not for those who only look at settings. */
  'history.read': ['editor', 'administrator'],
  /** The chart of accounts, its masks, and the accounts that services are posted to. */
  'accounts.change': ['editor', 'administrator'],
  /** Closing and reopening posting periods. */
  'periods.change': ['administrator'],
  /** The report of an update, batches, and the ledger. */
  'ledger.read': ['viewer', 'editor', 'administrator'],
  /** Updating the ledger, undoing it, and a batch's file. */
  'ledger.update': ['editor', 'administrator'],
  /** Updating transactions that have been updated already, which counts them twice. */
  'ledger.update-again': ['administrator'],
  /** One's own password and sessions. */
  'account.own': ['viewer', 'editor', 'administrator'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof allowed

export function may(role: Role, permission: Permission): boolean {
  return (allowed[permission] as readonly Role[]).includes(role)
}

export const permissions = Object.keys(allowed) as Permission[]
