import { expect } from 'vitest'
import type { Db } from '../../../src/db/db.ts'
import { addFirstAdministrator } from '../../../src/features/users/add-user.ts'
import { paths } from '../../../src/http/paths.ts'
import { openSetUpCode } from '../../../src/people/set-up-code.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { setUpCode } from '../../support/town.ts'

const passphrase = 'wet stone under the weir'
const good = {
  'Set-up code': setUpCode,
  Name: 'Ada',
  Password: passphrase,
  'Password again': passphrase,
}
const button = 'Create the administrator'

test('the first visit leads to the set-up page, which makes the administrator', async ({ town }) => {
  const visitor = town.visitor()
  const page = await visitor.get(paths.home)
  expect(page.heading).toBe('Set up')
  const inside = await visitor.submit(page, good, { button })
  expect(inside.heading).toBe('The first day')
  expect(await town.db('users').first('name', 'role')).toEqual({ name: 'Ada', role: 'administrator' })
  const { hash } = await town.db('user_passwords').first()
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

test('a bad set-up says everything that is wrong at once and makes nobody', async ({ town }) => {
  const visitor = town.visitor()
  const page = await visitor.get(`${paths.setUp}?code=${setUpCode}`)
  expect(page.valueOf('Set-up code')).toBe(setUpCode)
  const refused = await visitor.submit(
    page,
    { Name: '', Password: 'too short', 'Password again': 'other' },
    { button },
  )
  expect(refused.status).toBe(422)
  expect(refused.problemAt('Name')).toMatch(/Type the name/)
  expect(refused.problemAt('Password')).toMatch(/15/)
  expect(refused.problemAt('Password again')).toMatch(/differ/)
  const wrongCode = await visitor.submit(page, { ...good, 'Set-up code': 'guess' }, { button })
  expect(wrongCode.problemAt('Set-up code')).toMatch(/This is not the set-up code/)
  expect(wrongCode.valueOf('Name')).toBe('Ada')
  const hidden = await visitor.submit(page, { ...good, Name: 'Ada\u200b' }, { button })
  expect(hidden.problemAt('Name')).toBe('Name has a zero-width space after “Ada”: delete it.')
  expect(await town.db('users').select()).toEqual([])
})

test('twenty set-up posts at once make one administrator, and the page closes permanently', async ({
  town,
}) => {
  // As a start leaves it: each of the twenty would use it up.
  await openSetUpCode(town.db, town.deps.keys, town.clock.now)
  const visitors = Array.from({ length: 20 }, () => town.visitor())
  const pages = await Promise.all(visitors.map((visitor) => visitor.get(paths.setUp)))
  const answers = await Promise.all(
    visitors.map((visitor, n) =>
      visitor.submit(pages[n] as never, { ...good, Name: `Ada ${n}` }, { button, follow: false }),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array(19).fill(404)])
  expect(await town.db('users').select('role')).toEqual([{ role: 'administrator' }])
  expect(await town.db('history').where({ kind: 'user.added' }).select('id')).toHaveLength(1)
  expect(await town.db('secrets').where({ owner: 'set-up' }).select()).toEqual([])
  expect((await town.visitor().get(paths.setUp)).status).toBe(404)
})

/** The same database, on which the first transaction ends only when another waits for it. */
function holdingTheFirst(db: Db): Db {
  let isFirst = true
  const waits = async () =>
    (await db('pg_stat_activity')
      .where({ wait_event_type: 'Lock' })
      .whereRaw('datname = current_database()')
      .first('pid')) !== undefined
  const transaction = (act: (trx: Db) => Promise<unknown>) =>
    db.transaction(async (trx) => {
      const hold = isFirst
      isFirst = false
      const answer = await act(trx)
      while (hold && !(await waits())) await new Promise((resolve) => setTimeout(resolve, 10))
      return answer
    })
  return new Proxy(db, { get: (of, name) => (name === 'transaction' ? transaction : Reflect.get(of, name)) })
}

// SQLite has one connection, on which transactions come one after the other.
test.skipIf(process.env.TEST_ENGINE !== 'postgres')(
  'whoever sets up while another is not done with it waits, and finds that there is an administrator',
  async ({ town }) => {
    await openSetUpCode(town.db, town.deps.keys, town.clock.now)
    const deps = { ...town.deps, db: holdingTheFirst(town.db) }
    const people = ['Ada', 'Bea'].map((name) => ({ name, password: passphrase, address: '10.0.0.1' }))
    const outcomes = await Promise.all(people.map((one) => addFirstAdministrator(deps, one)))
    expect(outcomes.sort()).toEqual(['added', 'closed'])
    expect(await town.db('users').select('role')).toEqual([{ role: 'administrator' }])
  },
)
