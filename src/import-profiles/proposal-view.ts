import type { Submitted } from '../lib/form.ts'
import { fixedField, fixedLabel, fixedRoles, roleChoices, submittedOf } from './columns-form.ts'
import { nameOfColumn } from './heading.ts'
import { dateOrders, delimiters, encodings } from './profile-view.ts'
import type { FileProposal } from './propose-file.ts'
import { type Purpose, roleOf } from './purpose.ts'

const mostExamples = 3

/** Each column of a file with its first values, and what it is taken for. */
export function proposalView(
  { profile, remarks, rows }: FileProposal,
  purpose: Purpose,
  submitted?: Submitted,
) {
  const values = submitted ?? submittedOf(profile)
  return {
    values,
    remarks,
    dateOrder: profile.dateOrder,
    roles: roleChoices(purpose),
    ...{ delimiters, encodings, dateOrders },
    columns: profile.columns.map(({ heading }, index) => {
      const examples = rows.map((fields) => fields[index]?.trim() ?? '').filter((value) => value !== '')
      const of = roleOf(purpose, values[`column-${index}`] ?? '')?.of
      const label = nameOfColumn(heading, index)
      return {
        name: `column-${index}`,
        label,
        hint: [...new Set(examples)].slice(0, mostExamples).join(' · ') || 'Empty here',
        of: of && { name: `of-${index}`, label: `${of} of ${label}` },
      }
    }),
    fixed: fixedRoles(purpose).map(([role, named]) => ({ name: fixedField(role), label: fixedLabel(named) })),
  }
}
