import type { Permission } from '../lib/permissions.ts'
import type { Settings } from '../settings/snapshot.ts'
import { paths } from './paths.ts'

/** One page of a section, in the row of tabs below the menu; `help` is the page that explains it and all below it. */
type Tab = { label: string; path: string; under: string; permission: Permission; help: string }

type Entry = {
  label: string
  path: string
  permission: Permission
  tabs: readonly Tab[]
  /** What stands before the tab in the breadcrumb, where that is not the label alone. */
  trail: readonly string[]
  /** The interface that has to be on for it to be in the menu, as the property of the settings; its addresses answer either way. */
  needs?: string
}

type NewTab = Pick<Tab, 'label' | 'path'> & Partial<Tab>

function entry(
  label: string,
  permission: Permission,
  tabs: NewTab[],
  { trail = [label], needs }: { trail?: string[]; needs?: string } = {},
): Entry {
  const all = tabs.map((tab) => ({ under: tab.path, permission, help: paths.help, ...tab }))
  return { label, path: (all[0] as Tab).path, permission, tabs: all, trail, ...(needs && { needs }) }
}

/** Every part of the product, in the order of the work, each with its tabs. */
const menu: readonly Entry[] = [
  entry('Home', 'settings.read', [{ label: 'Home', path: paths.home }]),
  entry('Transactions', 'transactions.read', [
    { label: 'Register', path: paths.transactions, help: paths.helpTransactions },
    { label: 'Imports', path: paths.transactionImports, help: paths.helpTransactions },
    { label: 'Import Profiles', path: paths.importProfiles, help: paths.helpTransactions },
  ]),
  entry(
    'Billing',
    'billing.read',
    [
      { label: 'Bills', path: paths.bills, help: paths.helpBilling },
      { label: 'Payments', path: paths.providerPayments, help: paths.helpBilling },
      { label: 'Layouts', path: paths.fileLayouts, permission: 'settings.read', help: paths.helpBilling },
    ],
    { needs: 'billProvider' },
  ),
  entry(
    'Prepaid',
    'prepaid.read',
    [
      { label: 'Accounts', path: paths.prepaidAccounts, help: paths.helpPrepaid },
      { label: 'Balances', path: paths.prepaidBalances, help: paths.helpPrepaid },
      { label: 'Reconciliation', path: paths.prepaidReconciliations, help: paths.helpPrepaid },
    ],
    { needs: 'prepaidMetering' },
  ),
  entry('General Ledger', 'ledger.read', [
    { label: 'Update', path: paths.updateGeneralLedger, help: paths.helpUpdateGeneralLedger },
    { label: 'GL Accounts', path: paths.glAccounts, permission: 'settings.read', help: paths.helpGlAccounts },
    { label: 'Ledger Inquiry', path: paths.ledgerInquiry, help: paths.helpUpdateGeneralLedger },
    {
      label: 'Posting Periods',
      path: paths.postingPeriods,
      permission: 'settings.read',
      help: paths.helpPostingPeriods,
    },
  ]),
  entry(
    'Organization',
    'settings.read',
    [
      { label: 'General', path: paths.general, help: paths.helpInterfaces },
      {
        label: 'Interfaces',
        path: paths.generalLedger,
        under: paths.interfaces,
        help: paths.helpInterfaces,
      },
    ],
    { trail: ['Organization', 'Organization'] },
  ),
  entry('History', 'history.read', [{ label: 'History', path: paths.history, help: paths.helpUsers }]),
  entry('Users', 'users.change', [{ label: 'Users', path: paths.users, help: paths.helpUsers }]),
  entry('Help', 'account.own', [{ label: 'Help', path: paths.help }]),
]

/** The menu at the top: all but what an interface has that is off. Where the settings cannot be read, those are taken for off. */
export function menuOf(settings: Settings | undefined): readonly Entry[] {
  const on = Object.entries(settings ?? {}).filter(([, section]) => 'onSince' in section && section.onSince)
  return menu.filter(({ needs }) => needs === undefined || on.some(([name]) => name === needs))
}

/** What the header leads to beside the menu. */
const ownAccount = entry('My account', 'account.own', [
  { label: 'My account', path: paths.myAccount, help: paths.helpUsers },
])

/** The first page is alone: every other address begins with its slash too. */
const isUnder = (address: string, under: string) =>
  address === under || (address.startsWith(under) && /[/?]/.test(address.charAt(under.length)))

export type Place = { entry: Entry; tab: Tab } | undefined

/** Where an address lies in the menu: under the longest of the tabs that it begins with. */
export function placeOf(address: string): Place {
  const places = [...menu, ownAccount].flatMap((entry) => entry.tabs.map((tab) => ({ entry, tab })))
  return places
    .filter(({ tab }) => isUnder(isUnder(address, paths.months) ? paths.home : address, tab.under))
    .sort((one, other) => other.tab.under.length - one.tab.under.length)[0]
}

/** The way from the product to a page with this heading, without the heading itself: [label, address]. */
export function breadcrumbOf(address: string, heading: string, trail: readonly Crumb[] = []): Crumb[] {
  if (/^\/(\?|$)/.test(address)) return []
  const place = placeOf(address)
  const product: Crumb = ['Connect Utility Management', paths.home]
  if (!place || place.tab.path === paths.home) return [product, ...trail]
  const { entry, tab } = place
  const above = entry.trail.map((label): Crumb => [label, entry.path])
  const tabs: Crumb[] = entry.tabs.length > 1 ? [...above, [tab.label, tab.path]] : [[tab.label, tab.path]]
  return [product, ...tabs.filter(([label]) => label !== heading), ...trail]
}

export type Crumb = readonly [label: string, path: string]
