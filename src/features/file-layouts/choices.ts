import { delimiters, encodings } from '../../import-profiles/profile-view.ts'
import { type Purpose, passedOver, type Role } from '../../import-profiles/purpose.ts'
import {
  belowZeroWays,
  decimalWays,
  figures,
  lineEnds,
  negativeMeanings,
  quotations,
  recordMeanings,
  toldWays,
} from '../../import-profiles/rules-view.ts'

const fileKinds = [
  { value: 'delimited', label: 'A sign between values' },
  { value: 'fixed-width', label: 'Fixed width' },
] as const

/** What the boxes of the form choose from. */
export function choicesOf(purpose: Purpose) {
  const roles = Object.entries<Role>(purpose.roles).map(([value, { label }]) => ({ value, label }))
  const kinds = purpose.roles.kind?.words?.choices ?? []
  return {
    fileKinds,
    ...{ delimiters, encodings, lineEnds, quotations, decimalWays, belowZeroWays, negativeMeanings },
    roles: [{ value: '', label: purpose.direction ? 'Not read' : 'Nothing but its text' }, ...roles],
    toldWays: [{ value: '', label: 'No more' }, ...toldWays],
    recordMeanings: [...recordMeanings],
    holds: [{ value: '', label: 'No more' }, ...figures, ...(purpose.direction ? roles : [])],
    kinds: [{ value: '', label: 'A column says it' }, ...kinds],
    meanings: [{ value: '', label: 'Choose one' }, ...kinds, { value: passedOver, label: 'Skipped' }],
  }
}

/** The roles that may tell a payment which has no number. */
export const tellingRoles = [
  ...(['customer', 'amount', 'paid-on', 'settled-on', 'name', 'reason', 'statement', 'kind'] as const),
]
