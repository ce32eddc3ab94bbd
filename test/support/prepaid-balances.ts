import type { Knex } from 'knex'
import { entriesBetween } from '../../src/features/prepaid-balances/entries-between.ts'
import type { EntryKind } from '../../src/features/prepaid-balances/entry.ts'
import { noteEntries } from '../../src/features/prepaid-balances/note-entries.ts'
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
