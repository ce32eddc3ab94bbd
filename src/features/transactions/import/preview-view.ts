import { paths } from '../../../http/paths.ts'
import { formatDate } from '../../../lib/dates.ts'
import { formatCents, formatSum } from '../../../lib/money.ts'
import { monthName } from '../../../lib/periods.ts'
import { kinds, labelOf } from '../kinds.ts'
import type { Import } from './import-store.ts'
import { number, transactions } from './import-view.ts'
import { mostListed, type Preview } from './preview.ts'
import type { KindTotal } from './preview-store.ts'

const inOrder = <Row extends { kind: string }>(rows: Row[]) =>
  kinds.flatMap(({ value }) => rows.filter(({ kind }) => kind === value))

const amountRow = ({ kind, count, cents }: KindTotal) => ({
  kind: labelOf(kind),
  count: number(count),
  amount: formatSum(cents),
})

export function kindRows(totals: KindTotal[]) {
  return inOrder(totals).map(amountRow)
}

/** What an import that waits would do, in words. */
export function previewView(one: Import, preview: Preview) {
  const { services, notSetUp, closed, far } = preview
  const shown = services.slice(0, mostListed)
  return {
    next: `Nothing counts yet. Importing adds ${transactions(one.rowsAdded)} to the register, exactly as this page shows.`,
    facts: factsOf(one, preview),
    kinds: kindRows(preview.kinds),
    services: inOrder(shown).map((row) => ({ ...amountRow(row), service: row.service })),
    servicesShown: services.length > shown.length ? shown.length : undefined,
    notSetUp: notSetUp.map(({ service, count }) => ({
      service,
      count: transactions(count),
      path: `${paths.newService}?${new URLSearchParams({ code: service, import: String(one.id) })}`,
    })),
    closed: closed.map(({ period, count }) => ({ period: monthName(period), count: transactions(count) })),
    far: far && {
      days: far.days.map(formatDate),
      rows: far.far.map(({ date, count, line }) => ({
        line,
        what: `${formatDate(date)}: ${transactions(count)}`,
      })),
    },
  }
}

type Fact = [name: string, value: string]

function factsOf(one: Import, { first, last }: Preview): Fact[] {
  const some: [name: string, count: number][] = [
    ['Already in the register', one.rowsKnown],
    ['Duplicates in the file', one.rowsRepeated],
    ['Skipped', one.rowsPassedOver],
  ]
  return [
    ['Rows read', number(one.rowsRead)],
    ['New', number(one.rowsAdded)],
    ...some.filter(([, count]) => count > 0).map(([name, count]): Fact => [name, number(count)]),
    ['First date', first ? formatDate(first) : ''],
    ['Last date', last ? formatDate(last) : ''],
  ]
}

/** Whether the billing of the file is what the billing journal says, which a person typed. */
export function journalView({ kinds }: Preview, journalCents: number | undefined) {
  const cents = kinds.find(({ kind }) => kind === 'billing')?.cents ?? 0
  const billing = formatSum(cents)
  if (journalCents === undefined || !Number.isSafeInteger(cents - journalCents)) return { billing }
  const difference = formatCents(Math.abs(cents - journalCents))
  const journal = formatCents(journalCents)
  if (cents === journalCents) return { billing, isEqual: true, told: `Equal: both are ${billing}.` }
  const more = cents > journalCents ? 'more' : 'less'
  return { billing, told: `Not equal: the file has ${difference} ${more} than the journal's ${journal}.` }
}
