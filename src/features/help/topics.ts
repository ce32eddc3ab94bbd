import { paths } from '../../http/paths.ts'
import { rolesInWords } from '../../lib/permissions.ts'
import { lockMinutes, mostTries } from '../../login-throttling/lockout-limits.ts'
import { oneTimeHours } from '../../people/one-time-password.ts'
import { readyMade } from '../gl-accounts/formats/ready-made.ts'
import { type Ledger, ledgers } from '../interfaces/general-ledger/settings.ts'
import { interfaces, off } from '../interfaces/registry.ts'
import { chartFileView } from './chart-file-view.ts'
import { ledgerFilesView } from './ledger-files-view.ts'
import { transactionsFileView } from './transactions-file-view.ts'

type Topic = {
  path: string
  template: string
  /** What the page is called in the list and, after “Help with”, at its top. */
  name: string
  about: string
  data: Record<string, unknown>
}

const listed = new Intl.ListFormat('en-US')

function inWords({ hasInquiry, handsOverFile }: Ledger) {
  if (hasInquiry)
    return 'use this to update values to the interfaced application and look up account numbers. Its file goes in with Import Amounts.'
  return handsOverFile
    ? 'use this for a non-Caselle application, General Ledger only. You choose the layout of its file.'
    : 'no interface. The report can be printed; nothing is posted.'
}

/** One page for each part of the work, in the order an office does it. */
export const topics: readonly Topic[] = [
  {
    path: paths.helpInterfaces,
    template: 'help/interfaces',
    name: 'interfaces',
    about: 'Choose which programs are connected, and how the general ledger is updated.',
    data: {
      ledgers: ledgers.map((ledger) => ({ label: ledger.label, what: inWords(ledger) })),
      vendors: interfaces
        .filter(({ kind }) => kind === 'vendor account')
        .map(({ label, choices }) => ({
          label,
          choices: listed.format(choices.filter(({ value }) => value !== off.value).map((one) => one.label)),
        })),
    },
  },
  {
    path: paths.helpGlAccounts,
    template: 'help/gl-accounts',
    name: 'GL accounts',
    about: 'Import the chart of accounts and say which accounts each service posts to.',
    data: { ...chartFileView(), readyMade: listed.format(readyMade.map(({ label }) => label)) },
  },
  {
    path: paths.helpTransactions,
    template: 'help/transactions',
    name: 'transactions',
    about: 'Import bills, payments and adjustments, find them again, and remove a wrong file.',
    data: transactionsFileView(),
  },
  {
    path: paths.helpBilling,
    template: 'help/billing',
    name: 'billing',
    about: 'Send bills to the bill provider, bring in its payments, and compare them with the register.',
    data: {},
  },
  {
    path: paths.helpPrepaid,
    template: 'help/prepaid',
    name: 'prepaid metering',
    about:
      'Enroll prepaid accounts with the vendor, see that both have the same balances, and release what MyUsage gets.',
    data: {},
  },
  {
    path: paths.helpUpdateGeneralLedger,
    template: 'help/update-general-ledger',
    name: 'Update General Ledger',
    about: 'Check the month on a report, post it, hand the file to the ledger, and undo a batch.',
    data: ledgerFilesView(),
  },
  {
    path: paths.helpPostingPeriods,
    template: 'help/posting-periods',
    name: 'posting periods',
    about: 'Close a month when it is done, and reopen it when it was not.',
    data: {},
  },
  {
    path: paths.helpUsers,
    template: 'help/users',
    name: 'users, signing in and History',
    about: 'Give people access, help someone who cannot sign in, and see who did what.',
    data: { rolesInWords, mostTries, lockMinutes, oneTimeHours },
  },
]
