/** Every address of the product, once. */
export const paths = {
  home: '/',
  health: '/health',
  securityText: '/.well-known/security.txt',
  assets: '/assets/',
  signIn: '/sign-in',
  signOut: '/sign-out',
  setUp: '/set-up',
  general: '/organization/general',
  interfaces: '/organization/interfaces',
  generalLedger: '/organization/interfaces/general-ledger',
  billProvider: '/organization/interfaces/bill-provider',
  prepaidMetering: '/organization/interfaces/prepaid-metering',
  transactions: '/transactions',
  transactionImports: '/transactions/imports',
  batches: '/update-general-ledger/batches',
} as const

/**
 * The address to return to after signing in, only if it is one of ours: a path, never another host.
 * Browsers read `\` as `/` and drop control characters, so both are refused.
 */
export function ownPath(to: unknown): string {
  return typeof to === 'string' && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(to) && to.length <= 2000
    ? to
    : paths.home
}
