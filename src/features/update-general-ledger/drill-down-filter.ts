import { type PostingAccount, postingRules } from '../interfaces/general-ledger/posting-rules.ts'
import { formatAccount } from './account-view.ts'
import type { Books } from './accounts-store.ts'
import { reasonLabels } from './batch-view.ts'
import type { KindsWithServices } from './drill-down-store.ts'
import { accountNumberOf } from './entries.ts'
import { kinds, postedKinds, whyLeftOut } from './transaction-totals.ts'
import type { PostingChoice } from './update-request.ts'

type DrillQuery = Record<string, string | undefined>

/** What an address says of a figure; of what it says twice, nothing. */
export function readDrillQuery(query: unknown): DrillQuery {
  return Object.fromEntries(Object.entries(query as object).filter(([, text]) => typeof text === 'string'))
}

/** Which kinds and services post to an account, on either side: asked of the one table of rules. */
function postingTo(account: string, posting: PostingChoice, books: Books): KindsWithServices {
  const services = [...books.services.keys()]
  return postedKinds(posting).map((kind) => {
    const entry = postingRules[kind].entry[posting.updateMethod]
    const roles = entry ? [entry.debit, entry.credit] : []
    const posts = (role: PostingAccount, service: string) => accountNumberOf(books, role, service) === account
    return { kind, services: services.filter((service) => roles.some((role) => posts(role, service))) }
  })
}

type Found = { words: string; only: KindsWithServices; updated: boolean | undefined; leftOut: boolean }

/** What a figure of the report is the sum of; undefined when the address names no figure. */
export function filterOf(
  { account, kind, leftOut }: DrillQuery,
  posting: PostingChoice,
  books: Books,
): Found | undefined {
  const taken = { updated: posting.updateAgain ? undefined : false, leftOut: false }
  if (account) {
    const { account: shown, title } = formatAccount(account, books)
    return { words: `${shown} ${title}`.trim(), only: postingTo(account, posting, books), ...taken }
  }
  const [left, why] = (leftOut ?? '').split('.')
  const known = kinds.find((known) => known === (kind ?? left))
  if (!known) return undefined
  const { label } = postingRules[known]
  if (kind) return { words: label, only: [{ kind: known }], ...taken }
  const isUpdated = why === 'already-updated'
  const reason = isUpdated ? why : whyLeftOut(known, posting)
  const words = reason ? `${label}, left out: ${reasonLabels[reason]}` : label
  return { words, only: [{ kind: known }], updated: isUpdated || undefined, leftOut: true }
}
