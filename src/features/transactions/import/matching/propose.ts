import { type Proposal, proposeProfile } from '../../../../import-profiles/propose.ts'
import type { Sample } from '../../../../import-profiles/sample.ts'
import { transactionsPurpose } from '../purpose.ts'
import { proposeKind, proposeKindAndService } from './propose-words.ts'

/** What is proposed for a file of transactions, also where one column says kind and service both. */
export function proposeTransactions(sample: Sample): Proposal {
  const proposal = proposeProfile(sample, transactionsPurpose)
  const { columns, headingLine } = proposal.profile
  const place = columns.findIndex(({ role }) => role === 'kind')
  const column = columns[place]
  if (!column || columns.some(({ role }) => role === 'service' || role === 'amount-of-service'))
    return proposal
  const words = sample.rows
    .filter(({ line }) => line > headingLine)
    .map(({ fields }) => fields[place] ?? '')
    .filter((word) => word !== '')
  const both = words.filter((word) => proposeKind(word) === '' && proposeKindAndService(word) !== '')
  if (both.length * 2 > words.length) column.role = 'kind-and-service'
  return proposal
}
