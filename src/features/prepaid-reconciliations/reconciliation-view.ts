import { paths } from '../../http/paths.ts'
import { momentIn } from '../../lib/dates.ts'
import { formatSum } from '../../lib/money.ts'
import { firstDay, lastDay, monthName, type Period } from '../../lib/periods.ts'
import type { BesideBills, BilledAmounts, TotalsBeside } from './bills-beside-store.ts'
import { type Amounts, billTotal, miscellaneousOf } from './parts.ts'
import { reconciliationPaths } from './reconciliation-paths.ts'
import type { Reconciliation } from './reconciliations-store.ts'
import type { ReconciliationRow } from './rows-store.ts'
import { type ReconciliationState, stateOf } from './state.ts'

const words: Record<ReconciliationState, string> = {
  blocked: 'Blocked',
  held: 'Held',
  replaced: 'Replaced',
  released: 'Released',
  'on-its-way': 'On its way',
  'not-sent': 'Not sent, needs a person',
  unknown: 'May have arrived',
  sent: 'Sent',
}

export function stateInWords(one: Reconciliation) {
  const state = stateOf(one)
  return state === 'sent' && one.isByHand ? 'Uploaded by hand' : words[state]
}

/** A reconciliation in the list. */
export function listRow(one: Reconciliation, timeZone: string) {
  const { id, number, period, accounts, total, madeAt, sentAt, file } = one
  return {
    ...{ path: reconciliationPaths.one(id), number, period: monthName(period) },
    state: stateInWords(one),
    accounts: accounts.toLocaleString('en-US'),
    total: formatSum(billTotal(total)),
    file: file?.name ?? '',
    made: momentIn(timeZone, madeAt),
    sent: sentAt === null ? '' : momentIn(timeZone, sentAt),
  }
}

/** The register of a month, narrowed to what an amount was added up of. */
function registerOf(period: Period, more: Record<string, string>) {
  const days = { from: firstDay(period), to: lastDay(period) }
  return `${paths.transactions}?${new URLSearchParams({ ...days, ...more })}`
}

const difference = (ours: number, theirs: number) => ({
  ...{ ours: formatSum(ours), bills: formatSum(theirs), difference: formatSum(ours - theirs) },
  differs: ours !== theirs,
})

/** Each total beside what the bills come to, the bill total last. */
export function totalRows({ amounts, billed }: Pick<TotalsBeside, 'amounts' | 'billed'>) {
  const { charges, credits } = amounts
  const made = `Charges of ${formatSum(charges)} less credits of ${formatSum(credits)}`
  const rows = [
    { label: 'Usage charge', ...difference(amounts.usage, billed.usage) },
    {
      label: 'Miscellaneous',
      hint: made,
      ...difference(miscellaneousOf(amounts), billed.miscellaneous),
    },
    { label: 'Tax', ...difference(amounts.tax, billed.tax) },
    { label: 'Device charge', ...difference(amounts.device, billed.device) },
  ]
  return [
    ...rows.sort((one, other) => Number(other.differs) - Number(one.differs)),
    { label: 'Bill total', isTotal: true, ...difference(billTotal(amounts), billed.total) },
  ]
}

type Part = { label: string; amount: string; bills?: string | undefined }

/** What differs of an account, in words of the table's columns. */
function differing(amounts: Amounts, billed: BilledAmounts): string {
  const parts: [string, number, number][] = [
    ['usage charge', amounts.usage, billed.usage],
    ['miscellaneous', miscellaneousOf(amounts), billed.miscellaneous],
    ['tax', amounts.tax, billed.tax],
    ['device charge', amounts.device, billed.device],
  ]
  return parts
    .filter(([, ours, theirs]) => ours !== theirs)
    .map(([label, ours, theirs]) => `${label} ${formatSum(ours)}, on the bills ${formatSum(theirs)}`)
    .join('; ')
}

/** An account with the transactions that its amounts are added up of. */
export function accountRow(row: BesideBills, { period }: Reconciliation) {
  const { customer, service, amounts, billed, agrees } = row
  const { usage, credits, charges, tax, device } = amounts
  const own = usage === 0 ? undefined : registerOf(period, { customer, service, kind: 'billing' })
  const cells: Part[] = [
    { label: 'Credits', amount: formatSum(credits) },
    { label: 'Charges', amount: formatSum(charges) },
    { label: 'Tax', amount: formatSum(tax) },
    { label: 'Device', amount: formatSum(device) },
  ]
  return {
    ...{ customer, service, agrees, account: `${paths.prepaidAccounts}/${row.accountId}` },
    path: registerOf(period, { customer }),
    usage: { amount: formatSum(usage), path: own },
    cells,
    total: formatSum(billTotal(amounts)),
    bills: formatSum(billed.total),
    differs: agrees ? '' : differing(amounts, billed),
  }
}

/** The services that hold a reconciliation up, with their transactions. */
export function unmappedRows({ unmapped, period }: Reconciliation) {
  return unmapped.map(({ service, transactions, cents }) => ({
    service,
    transactions: transactions.toLocaleString('en-US'),
    amount: formatSum(cents),
    path: registerOf(period, { service }),
  }))
}

const mostChanges = 50

/** What became another amount since an earlier reconciliation of the period. */
export function changesSince(before: ReconciliationRow[], now: ReconciliationRow[]) {
  const key = ({ customer, service }: ReconciliationRow) => JSON.stringify([customer, service])
  const sides = new Map<string, { was?: ReconciliationRow; is?: ReconciliationRow }>()
  for (const was of before) sides.set(key(was), { was })
  for (const is of now) sides.set(key(is), { ...sides.get(key(is)), is })
  const same = (one?: ReconciliationRow, other?: ReconciliationRow) =>
    one !== undefined && other !== undefined && JSON.stringify(one.amounts) === JSON.stringify(other.amounts)
  const total = (row?: ReconciliationRow) => (row ? formatSum(billTotal(row.amounts)) : 'not in it')
  const changed = [...sides.values()].filter(({ was, is }) => !same(was, is))
  return {
    count: changed.length,
    rows: changed.slice(0, mostChanges).map(({ was, is }) => {
      const { customer, service } = (is ?? was) as ReconciliationRow
      return { customer, service, was: total(was), is: total(is) }
    }),
  }
}
