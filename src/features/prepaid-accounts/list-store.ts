import type { Knex } from 'knex'
import type { Db } from '../../db/db.ts'
import { escapeLike } from '../../db/like.ts'
import { type Page, type PageRequest, readPage } from '../../db/page.ts'
import { columnsOf } from '../../db/rows.ts'
import type { JobState } from '../../jobs/job.ts'
import type { AccountState, PrepaidAccount } from './account.ts'
import { accounts } from './accounts-store.ts'

/** With what the vendor said last, and how what was asked of it last is. */
export type ListedAccount = PrepaidAccount & {
  balanceCents: number | null
  balanceAt: string | null
  statusAt: string | null
  meterStatus: string | null
  statusProblem: string | null
  act: string | null
  beganAt: string | null
  answeredAt: string | null
  canceledAt: string | null
  problem: string | null
  jobState: JobState | null
  jobProblem: string | null
}

/** `waiting` and `attention`: what was asked is not answered, or somebody has to look at it. */
export type ListFilter = {
  states?: AccountState[] | undefined
  only?: 'waiting' | 'attention' | undefined
  customer?: string
}

/** One by one, because a page needs only those on it. */
const newestStatus = (more = '') => `(select id from prepaid_statuses where account_id = a.id${more}
  order by asked_at desc, id desc limit 1)`

const open = `c.id is not null and c.answered_at is null and c.canceled_at is null`
const forAPerson = `(j.state is null or j.state in ('unknown', 'held', 'needs-person', 'canceled'))`

function listed(db: Db): Knex.QueryBuilder {
  return accounts(db)
    .joinRaw(`left join prepaid_statuses s on s.id = ${newestStatus()}`)
    .joinRaw(`left join prepaid_statuses b on b.id = ${newestStatus(' and balance_cents is not null')}`)
    .joinRaw(
      'left join prepaid_calls c on c.id = (select max(id) from prepaid_calls where account_id = a.id)',
    )
    .leftJoin('jobs as j', 'j.id', 'c.job_id')
    .select({
      ...{ balanceCents: 'b.balance_cents', balanceAt: 'b.asked_at' },
      ...{ statusAt: 's.asked_at', meterStatus: 's.meter_status', statusProblem: 's.problem' },
      ...columnsOf('c', 'act beganAt answeredAt canceledAt problem'),
      ...{ jobState: 'j.state', jobProblem: 'j.problem' },
    })
}

/** By customer, a page at a time. */
export function listAccounts(
  db: Db,
  { states, only, customer = '' }: ListFilter,
  page: PageRequest,
): Promise<Page<ListedAccount>> {
  const query = listed(db)
  if (states) query.whereIn('a.state', states)
  if (only) query.whereRaw(open)
  if (only === 'attention') query.whereRaw(forAPerson)
  if (customer !== '') ofCustomer(query, customer)
  return readPage(query, { by: { customer: 'a.customer', id: 'a.id' } }, page)
}

/** Those accounts, as a, whose customer's number begins like this or whose name has it. */
export function ofCustomer(query: Knex.QueryBuilder, customer: string) {
  const like = escapeLike(customer)
  query.where((any) =>
    any
      .whereRaw("a.customer like ? escape '!'", [`${like}%`])
      .orWhereRaw("lower(a.name) like ? escape '!'", [`%${like.toLowerCase()}%`]),
  )
}

export async function findListed(db: Db, id: number): Promise<ListedAccount | undefined> {
  return listed(db).where('a.id', id).first()
}
