/** Who may do what: the one table. Routes name a permission; the server checks it on every request. */
export const roles = [
  { value: 'viewer', label: 'Viewer' },
  { value: 'editor', label: 'Editor' },
  { value: 'administrator', label: 'Administrator' },
] as const

export type Role = (typeof roles)[number]['value']

const everyone = ['viewer', 'editor', 'administrator'] as const
const editors = ['editor', 'administrator'] as const
const administrators = ['administrator'] as const

/** Whom each permission is for, and what it lets them do, in words that begin a line. */
const allowed = {
  /** Any page of settings, without its secrets. */
  'settings.read': { to: everyone, may: 'See settings, except passwords' },
  'interfaces.change': { to: editors, may: 'Change interfaces' },
  /** The organization's name and time zone. */
  'organization.change': { to: administrators, may: 'Change the organization' },
  /** The register of utility transactions. */
  'transactions.read': { to: everyone, may: 'See transactions' },
  'transactions.import': { to: editors, may: 'Import transactions' },
  /** Who may sign in, as what. */
  'users.change': { to: administrators, may: 'Add and change users' },
  /** Who did what, from where: also about other people, so not for those who only look at settings. */
  'history.read': { to: editors, may: 'See History' },
  /** The chart of accounts, its formats, and the accounts that services are posted to. */
  'accounts.change': { to: editors, may: 'Change GL accounts and posting accounts' },
  'periods.change': { to: administrators, may: 'Close and reopen posting periods' },
  /** The report of an update, batches, and the ledger. */
  'ledger.read': { to: everyone, may: 'See reports, batches, and the ledger' },
  'ledger.update': {
    to: editors,
    may: 'Post to the general ledger, download and confirm files, and undo batches',
  },
  /** Counts them twice. */
  'ledger.update-again': { to: administrators, may: 'Post transactions again that were already posted' },
  /** Bills and payments with the names of customers; who may take them away is a permission of its own. */
  'billing.read': { to: everyone, may: 'See bills and payments' },
  'billing.export': { to: editors, may: 'Download bills and payments' },
  'billing.send': { to: editors, may: 'Bring in and send bills, fetch and enter payments' },
  /** Who pays ahead, and what the vendor says of them. */
  'prepaid.read': { to: everyone, may: 'See prepaid accounts' },
  'prepaid.export': { to: editors, may: 'Download prepaid accounts' },
  'prepaid.change': { to: editors, may: 'Bring in, enroll and unenroll prepaid accounts' },
  'prepaid.release': { to: administrators, may: 'Release reconciliations of prepaid accounts' },
  /** Where the product connects to; and what is sent again although it may have arrived. */
  'connections.change': {
    to: administrators,
    may: 'Set up connections, and decide about what may have arrived',
  },
  /** One's own password and sessions. */
  'account.own': { to: everyone, may: 'Change their own password' },
} as const satisfies Record<string, { to: readonly Role[]; may: string }>

export type Permission = keyof typeof allowed

export function may(role: Role, permission: Permission): boolean {
  return (allowed[permission].to as readonly Role[]).includes(role)
}

export const permissions = Object.keys(allowed) as Permission[]

/** What each role may do, a line for each thing: first all that the role before it may. */
export const rolesInWords = roles.map(({ value, label }, index) => {
  const before = roles[index - 1]
  const own = permissions.filter((one) => may(value, one) && !(before && may(before.value, one)))
  const acts = own.map((one) => allowed[one].may)
  return { label, acts: before ? [`Everything under ${before.label}`, ...acts] : acts }
})

export const twoStepRules = ['optional', 'administrators', 'everyone'] as const

type TwoStepRule = (typeof twoStepRules)[number]

export function twoStepIsRequired(rule: TwoStepRule, role: Role): boolean {
  return rule === 'everyone' || (rule === 'administrators' && role === 'administrator')
}
