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

/** Whom each permission is for, and what it lets them do in words that follow “may”. */
const allowed = {
  /** Any page of settings, without its secrets. */
  'settings.read': { to: everyone, may: 'see settings, without passwords' },
  'interfaces.change': { to: editors, may: 'change interfaces' },
  /** The organization's name and time zone. */
  'organization.change': { to: administrators, may: 'change the organization' },
  /** The register of utility transactions. */
  'transactions.read': { to: everyone, may: 'see transactions' },
  'transactions.import': { to: editors, may: 'import transactions' },
  /** Who may sign in, as what. */
  'users.change': { to: administrators, may: 'add and change users' },
  /** Who did what, from where: also about other people, so not for those who only look at settings. */
  'history.read': { to: editors, may: 'see history' },
  /** The chart of accounts, its formats, and the accounts that services are posted to. */
  'accounts.change': { to: editors, may: 'change GL accounts and posting accounts' },
  'periods.change': { to: administrators, may: 'close and reopen posting periods' },
  /** The report of an update, batches, and the ledger. */
  'ledger.read': { to: everyone, may: 'see reports, batches and the ledger' },
  'ledger.update': {
    to: editors,
    may: 'post to the general ledger, fetch and confirm files, and undo batches',
  },
  /** Counts them twice. */
  'ledger.update-again': { to: administrators, may: 'post transactions again that are posted already' },
  /** One's own password and sessions. */
  'account.own': { to: everyone, may: 'change their own password' },
} as const satisfies Record<string, { to: readonly Role[]; may: string }>

export type Permission = keyof typeof allowed

export function may(role: Role, permission: Permission): boolean {
  return (allowed[permission].to as readonly Role[]).includes(role)
}

export const permissions = Object.keys(allowed) as Permission[]

/** A sentence on each role: what it may do that the one before it may not. */
export const rolesInWords = roles.map(({ value, label }, index) => {
  const before = roles[index - 1]?.value
  const own = permissions.filter((one) => may(value, one) && !(before && may(before, one)))
  return `${label}: may ${before ? 'also ' : ''}${own.map((one) => allowed[one].may).join('; ')}.`
})

export const twoStepRules = ['optional', 'administrators', 'everyone'] as const

type TwoStepRule = (typeof twoStepRules)[number]

export function twoStepIsRequired(rule: TwoStepRule, role: Role): boolean {
  return rule === 'everyone' || (rule === 'administrators' && role === 'administrator')
}
