import {
  type GovernedBy,
  isPosted,
  postingRules,
  type TransactionKind,
} from '../interfaces/general-ledger/posting-rules.ts'
import type { PostingChoice } from './update-request.ts'

/** The cents of a sum have more than fifteen digits: it could not be shown to the cent, so nothing is made of it. */
export class SumTooLarge extends Error {}

/** Transactions alike in everything that decides where they are posted, counted by the database. */
export type Group = {
  kind: TransactionKind
  service: string
  /** Below zero: the sides are swapped. */
  negative: boolean
  transactions: number
  /** Signed. */
  cents: number
  /** These three change with every change of the transactions behind the sums. */
  firstId: number
  lastId: number
  hash: number
}

/** Posted by an earlier batch, or by the one under way. */
export type PostingStatus = 'unposted' | 'in-this-batch' | 'posted'

export type Why = 'update-method' | Exclude<GovernedBy, 'always'> | 'already-updated'

type LeftOut = { kind: TransactionKind; why: Why; transactions: number; cents: number; hash: number }

export type Selection = {
  chosen: Group[]
  leftOut: LeftOut[]
  /** What has been updated already and is updated again; an amount counts without its sign. */
  twice: { transactions: number; cents: number }
  /** A transaction came between the marking and the count: what was shown is no longer so. */
  isLate: boolean
}

export const kinds = Object.keys(postingRules) as TransactionKind[]

export function postedKinds(choice: PostingChoice): TransactionKind[] {
  return kinds.filter((kind) => isPosted(kind, choice))
}

/** Why an update leaves a kind out; undefined when it does not. */
export function whyLeftOut(kind: TransactionKind, choice: PostingChoice): Why | undefined {
  if (isPosted(kind, choice)) return undefined
  const { entry, governedBy } = postingRules[kind]
  return entry[choice.updateMethod] === null || governedBy === 'always' ? 'update-method' : governedBy
}

/** Tells what an update takes from what it leaves out. In a run, what it has marked is what it takes. */
export function selectPostable(
  groups: (Group & { status: PostingStatus })[],
  choice: PostingChoice,
  isRun: boolean,
): Selection {
  const chosen = new Map<string, Group>()
  const leftOut = new Map<string, LeftOut>()
  const twice = { transactions: 0, cents: 0 }
  let isLate = false
  for (const { status, ...group } of groups) {
    const why = whyLeftOut(group.kind, choice)
    const isTaken = isRun ? status === 'in-this-batch' : !why && (status === 'unposted' || choice.updateAgain)
    if (isTaken) {
      merge(chosen, [group.kind, group.service, group.negative], group)
      if (status === 'posted') {
        twice.transactions += group.transactions
        twice.cents += Math.abs(group.cents)
      }
    } else if (!why && status === 'unposted') {
      isLate = true
    } else {
      const reason = why ?? 'already-updated'
      merge(leftOut, [group.kind, reason], { ...group, why: reason })
    }
  }
  return { chosen: [...chosen.values()], leftOut: [...leftOut.values()].map(bare), twice, isLate }
}

function merge<Item extends Partial<Group>>(into: Map<string, Item>, key: unknown[], item: Item) {
  const name = key.join('\n')
  const had = into.get(name)
  if (!had) {
    into.set(name, { ...item })
    return
  }
  const sum = (field: 'transactions' | 'cents' | 'hash') => (had[field] ?? 0) + (item[field] ?? 0)
  const firstId = Math.min(had.firstId ?? 0, item.firstId ?? 0)
  const lastId = Math.max(had.lastId ?? 0, item.lastId ?? 0)
  Object.assign(had, {
    transactions: sum('transactions'),
    cents: sum('cents'),
    hash: sum('hash'),
    firstId,
    lastId,
  })
}

function bare({ kind, why, transactions, cents, hash }: LeftOut): LeftOut {
  return { kind, why, transactions, cents, hash }
}
