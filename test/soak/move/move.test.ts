import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { connect } from '../../../src/db/connect.ts'
import { holdStill } from '../../../src/db/hold-still.ts'
import { newPostgres } from '../../../src/db/new-database.ts'
import { jobKinds } from '../../../src/job-kinds.ts'
import { moveTown } from '../../../src/move/move.ts'
import { reopenTown } from '../../../src/move/reopen.ts'
import { openTown } from '../../../src/open-town.ts'
import { sections } from '../../../src/settings-sections.ts'
import { inOneSentence } from '../../../src/startup-errors.ts'
import { memory, processorTime } from '../../bench/machine.ts'
import { freshDatabase } from '../../support/database.ts'
import { withFaultAt } from '../../support/fault.ts'
import { freshTest } from '../../support/fixtures.ts'
import { fillMonth } from '../../support/month.ts'
import { environmentOf, start } from '../../support/run.ts'
import type { Town } from '../../support/town.ts'

const actor = { id: null, name: 'root (terminal)', address: 'terminal' }
const now = () => new Date('2026-11-24T08:00:00.000Z')

const test = freshTest
  .extend('town', async ({ startTown }) => startTown({ env: { DATABASE_URL: '' } }))
  .extend('url', async ({ town: _ }, { onCleanup }) => {
    const fresh = await freshDatabase()
    onCleanup(fresh.drop)
    return String(fresh.databaseUrl)
  })

/** The exit code of a start, 0 where it would run. */
async function opens(town: Town, databaseUrl: string | undefined): Promise<number> {
  try {
    await (await openTown({ ...town.deps.config, databaseUrl }, now())).db.destroy()
    return 0
  } catch (error) {
    return inOneSentence(error).exitCode
  }
}

const reopen = ({ deps: { config } }: Town) =>
  holdStill(config, (db) => reopenTown(db, { config, kinds: jobKinds, actor, now }))

test('at whatever statement it fails, the town is where it was and the other database is empty', async ({
  town,
  ada,
  url,
}) => {
  await fillMonth(town, ada)
  const { config } = town.deps
  const asked = { config, sections, actor, now, say() {} }
  const move = () => holdStill(config, (db) => moveTown(db, newPostgres(url), asked))
  for (let number = 0; ; number += 25) {
    if (!(await withFaultAt(number, () => move().catch(() => undefined)))) break
    expect([await opens(town, undefined), await opens(town, url)], `statement ${number}`).toEqual([0, 8])
  }
  expect([await opens(town, undefined), await opens(town, url)]).toEqual([21, 0])
})

test('killed at any moment, never do both open', async ({ town, ada, url }) => {
  await fillMonth(town, ada)
  const seen: string[] = []
  for (let round = 0; round < 20; round++) {
    const child = start('src/cli/move.ts', [url], environmentOf(town))
    const ended = once(child, 'exit')
    await Promise.race([pause(500 + Math.random() * 2_500), ended])
    child.kill('SIGKILL')
    await ended
    const [here, there] = [await opens(town, undefined), await opens(town, url)]
    seen.push(`${here} ${there}`)
    expect(['0 8', '21 0', '21 8'], 'exit codes of a start here and there').toContain(seen.at(-1))
    if (here === 21) await reopen(town)
    if (there === 0) {
      const db = connect({ dataDir: '', databaseUrl: url })
      await db.raw('drop schema public cascade; create schema public')
      await db.destroy()
    }
  }
  console.log(`starts after a kill, here and there: ${seen.join(', ')}`)
})

test('a million transactions are moved within two minutes of processor time, there and back', async ({
  town,
  ada,
  url,
}) => {
  await fillMonth(town, ada)
  await town.db.raw(
    `insert into utility_transactions
       (source, reference, date, kind, customer, service, amount_cents, description, import_id, line, file_line)
     with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000)
     select 'UB', 'R' || i, date('2024-01-01', (i % 1000) || ' days'), iif(i % 5, 'billing', 'payment'), 'C' || (i % 30000),
       'water', (i * 7919) % 100000 + 1, 'Monthly charge ' || i, (select max(id) from transaction_imports), '1', i from n`,
  )
  const moves = [
    { to: url, env: environmentOf(town) },
    { to: join(town.deps.config.dataDir, 'back'), env: environmentOf(town, { DATABASE_URL: url }) },
  ]
  for (const { to, env } of moves) {
    const began = performance.now()
    const child = start('src/cli/move.ts', [to], env)
    child.stdout?.resume()
    const ended = once(child, 'exit')
    let used = { seconds: 0, peak: 0 }
    const look = () => ({
      seconds: processorTime(child.pid as number) / 1_000_000,
      peak: memory(child.pid as number).peak,
    })
    const timer = setInterval(() => {
      const seen = look()
      if (seen.peak > 0) used = seen
    }, 100)
    expect(await ended).toEqual([0, null])
    clearInterval(timer)
    const clock = Math.round((performance.now() - began) / 1_000)
    console.log(
      `${clock} s, ${Math.round(used.seconds)} s of it the command's own, ${Math.round(used.peak)} MB at most`,
    )
    // PostgreSQL's own time comes to 7 to 40 s more.
    expect(used.seconds).toBeLessThan(80)
    expect(used.peak).toBeLessThan(350)
  }
})
