import { formatDate } from '../../../lib/dates.ts'
import { formatCents } from '../../../lib/money.ts'
import type { PrepaidAccount } from '../account.ts'
import type { AccountRow, RefusedRow } from './account-row.ts'

const labels = {
  name: 'Name',
  serviceType: 'Service type',
  serviceLocation: 'Service location',
  meter: 'Meter',
  rate: 'Rate',
  billingCycle: 'Billing cycle',
  depositCents: 'Deposit',
  priorityCents: 'Priority balance',
  arrearsCents: 'Shared arrears',
  openingCents: 'Balance at enrollment',
  initialReading: 'Initial reading',
  lastReading: 'Last reading',
  lastReadingDate: 'Last reading date',
  connectDate: 'Connect date',
} as const

type Fact = keyof typeof labels
const facts = Object.keys(labels) as Fact[]

/** What the vendor was told at enrollment stays as it was told; these may still be put right. */
const stillChanged: Fact[] = [
  ...(['name', 'serviceLocation', 'rate', 'billingCycle', 'lastReading', 'lastReadingDate'] as const),
]

type FactChange = { label: string; isPersonal: boolean; from: string; to: string }

/** What becomes of a row of a file. */
export type Judged = { line: number; customer: string; service: string } & (
  | { is: 'added'; row: AccountRow }
  | { is: 'changed'; id: number; name: string; values: Partial<PrepaidAccount>; changes: FactChange[] }
  | { is: 'unchanged' }
  | { is: 'refused'; reasons: string[] }
)

export function judge(row: AccountRow | RefusedRow, account: PrepaidAccount | undefined): Judged {
  const { line, customer, service } = row
  const about = { line, customer, service }
  if ('reasons' in row) return { ...about, is: 'refused', reasons: row.reasons }
  if (!account) return { ...about, is: 'added', row }
  const isFree = account.state === 'new' || account.state === 'left'
  if (!isFree && row.meter && row.meter !== account.meter) {
    const reason = `The account is enrolled with the meter ${account.meter || '(none)'}, and the file has ${row.meter}. Use Meter exchanged on its page.`
    return { ...about, is: 'refused', reasons: [reason] }
  }
  const changed = (isFree ? facts : stillChanged).filter(
    (fact) => row[fact] !== null && row[fact] !== account[fact],
  )
  if (changed.length === 0) return { ...about, is: 'unchanged' }
  return {
    ...about,
    ...{ is: 'changed', id: account.id, name: row.name ?? account.name },
    values: Object.fromEntries(changed.map((fact) => [fact, row[fact]])),
    changes: changed.map((fact) => ({
      label: labels[fact],
      isPersonal: fact === 'name' || fact === 'serviceLocation',
      from: formatFact(fact, account[fact]),
      to: formatFact(fact, row[fact]),
    })),
  }
}

function formatFact(fact: Fact, value: string | number | null) {
  if (typeof value === 'number') return formatCents(value)
  if (!value) return 'none'
  return fact === 'lastReadingDate' || fact === 'connectDate' ? formatDate(value) : value
}
