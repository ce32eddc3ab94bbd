/** Every address of the product, once. */
export const paths = {
  home: '/',
  /** What the chart of home shows, as a table. */
  months: '/months',
  monthsCsv: '/months/export.csv',
  health: '/health',
  securityText: '/.well-known/security.txt',
  assets: '/assets/',
  signIn: '/sign-in',
  signInCode: '/sign-in/code',
  signOut: '/sign-out',
  setUp: '/set-up',
  users: '/users',
  addUser: '/users/add',
  usersCsv: '/users/export.csv',
  myAccount: '/my-account',
  /** What /my-account was called once; bookmarks may still name it. */
  formerMyAccount: '/account',
  ownPassword: '/my-account/password',
  ownSessions: '/my-account/sessions',
  ownSessionsCsv: '/my-account/sessions/export.csv',
  extendSession: '/session/extend',
  twoStep: '/my-account/two-step',
  twoStepOffer: '/my-account/two-step/offer',
  twoStepAuthenticator: '/my-account/two-step/authenticator',
  twoStepCode: '/my-account/two-step/code',
  twoStepRecoveryCodes: '/my-account/two-step/recovery-codes',
  twoStepOff: '/my-account/two-step/off',
  general: '/organization/general',
  interfaces: '/organization/interfaces',
  generalLedger: '/organization/interfaces/general-ledger',
  generalLedgerEffect: '/organization/interfaces/general-ledger/effect',
  updateGeneralLedger: '/update-general-ledger',
  updateReportCsv: '/update-general-ledger/report.csv',
  updateTransactions: '/update-general-ledger/transactions',
  ledgerInquiry: '/ledger-inquiry',
  trialBalanceCsv: '/ledger-inquiry/trial-balance.csv',
  transactions: '/transactions',
  transactionExport: '/transactions/export.csv',
  transactionImports: '/transactions/imports',
  transactionImportsCsv: '/transactions/imports/export.csv',
  sampleTransactions: '/transactions/imports/sample.csv',
  importProfiles: '/import-profiles',
  updateTransactionsCsv: '/update-general-ledger/transactions.csv',
  batches: '/update-general-ledger/batches',
  batchesCsv: '/update-general-ledger/batches.csv',
  postingPeriods: '/posting-periods',
  periodClosings: '/posting-periods/closings',
  periodReopenings: '/posting-periods/reopenings',
  glAccounts: '/gl-accounts',
  newAccount: '/gl-accounts/new',
  chartFormats: '/gl-accounts/formats',
  newChartFormat: '/gl-accounts/formats/new',
  readyMadeFormats: '/gl-accounts/formats/ready-made',
  /** What the formats were before they had segments; bookmarks may still name it. */
  formerMasks: '/gl-accounts/masks',
  accountImport: '/gl-accounts/import',
  sampleChart: '/gl-accounts/import/sample.csv',
  accountImportPreview: '/gl-accounts/import/preview',
  accountMatching: '/gl-accounts/import/matching',
  accountExport: '/gl-accounts/export.csv',
  accountLookUp: '/gl-accounts/look-up',
  postingAccounts: '/gl-accounts/posting',
  postingAccountsCsv: '/gl-accounts/posting/export.csv',
  newService: '/gl-accounts/services/new',
  services: '/gl-accounts/services',
  history: '/history',
  historyCsv: '/history/export.csv',
  help: '/help',
  helpInterfaces: '/help/interfaces',
  helpGlAccounts: '/help/gl-accounts',
  helpTransactions: '/help/transactions',
  helpUpdateGeneralLedger: '/help/update-general-ledger',
  helpPostingPeriods: '/help/posting-periods',
  helpUsers: '/help/users',
  /** Only in a sample town. */
  startOver: '/sample-town/start-over',
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
