import type { Knex } from 'knex'
import { writeBalances } from '../../src/features/prepaid-balances/balances-store.ts'
import { entriesBetween } from '../../src/features/prepaid-balances/entries-between.ts'
import type { EntryKind } from '../../src/features/prepaid-balances/entry.ts'
import { messageIdOf } from '../../src/features/prepaid-balances/entry-of.ts'
import { noteEntries } from '../../src/features/prepaid-balances/note-entries.ts'
import { insertEntries } from '../../src/features/prepaid-balances/noted-store.ts'
import { addPush } from '../../src/features/prepaid-balances/push-job.ts'
import type { JobState } from '../../src/jobs/job.ts'
import { importText } from './importing.ts'
import type { Town } from './town.ts'

export const registerHeading = 'Source,Reference,Date,Kind,Customer,Service,Amount,Description'

/** The interface speaks MultiSpeak, and who begins is said. */
export async function speakMultiSpeak({ db, clock }: Town, whoAsks: 'vendor' | 'us' = 'vendor') {
  const on = { interface: 'multispeak-4.1', on_since: clock.now.toISOString() }
  await db('prepaid_metering').update(on)
  await db('prepaid_metering_connection').update({ who_asks: whoAsks })
}

type Account = { customer: string; service?: string; openingCents?: number; state?: string }

/** Accounts as the vendor confirmed them, enrolled at this moment. Returns their numbers in order. */
export async function enrollAccounts({ db, clock }: { db: Knex; clock: { now: Date } }, accounts: Account[]) {
  const at = clock.now.toISOString()
  const nothing = { service_location: '', meter: '', rate: '', billing_cycle: '', connect_date: '' }
  const rows = accounts.map(({ customer, service = 'ELECTRIC', openingCents = 0, state = 'enrolled' }) => ({
    ...nothing,
    ...{ object_id: `account-${customer}-${service}`, customer, name: `Customer ${customer}`, service },
    ...{ service_type: 'Electric', deposit_cents: 0, priority_cents: 0, arrears_cents: 0 },
    ...{ opening_cents: openingCents, initial_reading: '', last_reading: '', last_reading_date: '' },
    ...{ state, enrolled_at: at, brought_in_at: at },
  }))
  const ids: number[] = []
  for (const row of rows) {
    const [added] = await db('prepaid_accounts').insert(row).returning('id')
    ids.push(added.id)
  }
  return ids
}

const later = '2027-01-01T00:00:00.000Z'

/** An entry of an account in each state that a page shows, and its balance beside the vendor's. Returns their numbers. */
export async function enterEachState({ db, clock }: Town, { id: accountId, customer }: PrepaidRow) {
  const at = clock.now.toISOString()
  const [brought] = await db('transaction_imports').orderBy('id').limit(1)
  const refused =
    'The account is frozen, because of what it owes at another service location of the same customer.'
  const seen = { began_at: at, before_cents: 100_00, before_at: at, after_cents: 149_10, after_at: at }
  const left = {
    left_out_at: at,
    decided_at: at,
    reason: 'The customer has paid at the counter of the vendor.',
  }
  const states: [job: { state: JobState; problem?: string } | undefined, entry: object][] = [
    [{ state: 'ready' }, {}],
    [{ state: 'waiting', problem: 'The server prepaid.example does not answer.' }, {}],
    [{ state: 'needs-person', problem: 'The server prepaid.example does not answer.' }, {}],
    [{ state: 'held', problem: refused }, {}],
    [{ state: 'unknown', problem: 'The balance at the vendor rose by 49.10.' }, seen],
    [{ state: 'done' }, { sent_at: at }],
    [{ state: 'canceled' }, left],
    [undefined, {}],
    [undefined, { asked_at: at }],
    [undefined, { asked_at: at, told_at: at }],
    [undefined, { canceled_at: at }],
  ]
  const ids: number[] = []
  for (const [index, [job, more]] of states.entries()) {
    const objectId = messageIdOf(`of each state ${index}`)
    const jobId = job ? await addPush(db, objectId, later, null) : null
    if (job && jobId) await db('jobs').where({ id: jobId }).update(job)
    await insertEntries(db, [
      {
        ...{
          accountId,
          customer,
          kind: 'payment',
          what: 'noted',
          way: job ? 'push' : 'pull',
          cents: 50_00 + index,
        },
        ...{ serviceType: 'Electric', locationId: 'a', description: 'A payment of the customer', objectId },
        ...{ messageId: objectId, importId: brought?.id as number, rowId: 9_000_000 + index, source: 'test' },
        ...{
          reference: `P-${index}`,
          date: '2026-11-20',
          registerKind: 'payment',
          identity: objectId,
          round: 1,
        },
        ...{ recordedAt: at, notedAt: at, jobId },
      },
    ])
    const { id } = await db('prepaid_entries').where({ object_id: objectId }).first('id')
    await db('prepaid_entries')
      .where({ id })
      .update({ canceled_at: null, ...more })
    ids.push(id)
  }
  await writeBalances(db, [
    {
      ...{
        accountId,
        openingCents: 100_00,
        paymentsCents: 1_234_567_89,
        adjustmentsCents: -4_00,
        usageCents: 40_00,
      },
      ...{
        oursCents: 1_234_623_89,
        theirsCents: -55_10,
        theirsAt: at,
        untoldCents: 50_00,
        billedOn: '2026-11-20',
      },
      ...{ comparedAt: at, comparedOursCents: 60_00, comparedTheirsCents: 50_00, comparedUntoldCents: 50_00 },
      ...{ differenceCents: -10_00, standing: 0, workedOutAt: at },
    },
  ])
  return ids
}

type PrepaidRow = { id: number; customer: string }

/** Imports rows of the register, and lets what they ask for be done. */
export async function bringRows(town: Town, rows: string[]) {
  const outcome = await importText(town.deps, [registerHeading, ...rows, ''].join('\n'))
  if (outcome !== 'imported') throw new Error(outcome)
  await noteNow(town)
}

/** Notes what there is to note, and sends it where it is sent. */
export async function noteNow(town: Town) {
  const { db, deps, clock, runJobs } = town
  const set = await db('prepaid_metering_connection').first('who_asks')
  const way = set?.who_asks === 'us' ? 'push' : 'pull'
  const signal = new AbortController().signal
  await noteEntries({ db, now: deps.now, signal }, { way })
  if (way === 'push') await runJobs()
  clock.forward(1)
}

/** What the vendor is told of a window, as `object cents`. */
export async function told({ deps }: Town, kind: EntryKind, from: string, to: string): Promise<string[]> {
  const all: string[] = []
  for await (const { objectId, cents } of entriesBetween(deps, { kind, from, to }))
    all.push(`${objectId} ${cents}`)
  return all
}

export const sumOf = (all: string[]) => all.reduce((sum, one) => sum + Number(one.split(' ')[1]), 0)
