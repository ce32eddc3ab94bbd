import { formatCents } from '../../../lib/money.ts'
import { importPaths } from '../account-path.ts'
import type { Judged } from './judge.ts'
import type { Part, Plan } from './plan.ts'

const parts: readonly { name: Part; label: string; what: string }[] = [
  { name: 'refused', label: 'Refused', what: 'What is wrong' },
  { name: 'changed', label: 'Changed', what: 'Change' },
  { name: 'added', label: 'New', what: 'Account' },
  { name: 'unchanged', label: 'Unchanged', what: 'Account' },
]

/** The rows of a preview by what becomes of them, each part a page at a time. */
export function partsOf({ counts, rows }: Plan, onAPage: number) {
  return parts.map(({ name, label, what }) => {
    const shown = rows[name].slice(0, onAPage)
    const last = rows[name].length > onAPage && shown.at(-1)
    const page = new URLSearchParams({ part: name, ...(last && { after: String(last.line) }) })
    return {
      ...{ name, label, what, count: counts[name] },
      rows: shown.map((one) => ({
        line: one.line,
        customer: one.customer,
        service: one.service,
        says: wordsOf(one),
      })),
      all: `${importPaths.preview}?part=${name}`,
      next: last ? `${importPaths.preview}?${page}` : undefined,
    }
  })
}

function wordsOf(one: Judged): string {
  if (one.is === 'refused') return one.reasons.join(' ')
  if (one.is === 'unchanged') return 'As it is here already'
  if (one.is === 'changed') {
    return one.changes.map(({ label, from, to }) => `${label}: ${from} → ${to}`).join('; ')
  }
  const { name, serviceType, serviceLocation, meter, openingCents } = one.row
  const said = [name, serviceType, serviceLocation, meter && `meter ${meter}`]
  return [...said.filter(Boolean), `balance ${formatCents(openingCents ?? 0)}`].join(', ')
}
