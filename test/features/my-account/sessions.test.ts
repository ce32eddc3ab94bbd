import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshTest, test } from '../../support/fixtures.ts'
import type { Page } from '../../support/page.ts'
import { signInWith } from '../../support/people.ts'
import { password, type Town } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'

function rows(page: Page) {
  const found = [...page.document.querySelectorAll('tbody tr')]
  return found.map((row) => [...row.children].map((cell) => cell.textContent?.trim()))
}

async function signedIn(town: Town, name: string, agent: string, address: string): Promise<Visitor> {
  const visitor = town.visitor(address)
  await signInWith(visitor, name, password, { 'user-agent': agent })
  return visitor
}

async function isOut(visitor: Visitor) {
  return (await visitor.get(paths.myAccount)).heading === 'Sign in'
}

test('the address that my account had once leads to the one it has', async ({ town }) => {
  const desk = await town.signIn('viewer', 'With a bookmark')
  const moved = await desk.get('/account/sessions?to=%2F', { follow: false })
  expect(moved.status).toBe(301)
  expect(moved.response.headers.location).toBe('/my-account/sessions?to=%2F')
  expect((await desk.get('/account')).heading).toBe('My account')
})

freshTest(
  'each session is listed with its browser, address and times, and this one is marked',
  async ({ town }) => {
    await town.addUser('Ada', 'administrator')
    const desk = await signedIn(town, 'Ada', firefox, '192.0.2.7')
    town.clock.forward(5)
    await signedIn(town, 'Ada', safari, '198.51.100.9')
    await town.signIn('viewer', 'Somebody else')
    const page = await desk.get(paths.myAccount)
    expect(rows(page)).toEqual([
      ['Safari on an iPhone', '198.51.100.9', 'Nov 23, 2026, 9:05 AM', 'Nov 23, 2026, 9:05 AM', 'End'],
      ['Firefox on Windows', '192.0.2.7', 'Nov 23, 2026, 9:00 AM', 'Nov 23, 2026, 9:05 AM', 'This one'],
    ])
    const { body } = (await desk.get(page.link('Download as CSV'))).response
    expect(body).toContain('Safari on an iPhone,198.51.100.9,"Nov 23, 2026, 9:05 AM"')
    town.clock.forward(14)
    await desk.get(paths.myAccount)
    town.clock.forward(2)
    expect(rows(await desk.get(paths.myAccount)).map(([browser]) => browser)).toEqual(['Firefox on Windows'])
  },
)

test('ending one session ends that one only, and is recorded', async ({ town }) => {
  await town.addUser('Ben', 'viewer')
  const here = await signedIn(town, 'Ben', firefox, '192.0.2.1')
  town.clock.forward(1)
  const phone = await signedIn(town, 'Ben', safari, '192.0.2.2')
  town.clock.forward(1)
  const third = await signedIn(town, 'Ben', 'curl/8', '192.0.2.3')
  const page = await here.get(paths.myAccount)
  const button = page.find('button[aria-label^="End Safari on an iPhone"]')
  const form = button.closest('form') as HTMLFormElement
  const ended = await here.post(form.getAttribute('action') ?? '', page.filledIn(form, {}))
  expect(ended.said).toBe('The session has ended.')
  expect(rows(ended).map(([browser]) => browser)).not.toContain('Safari on an iPhone / 192.0.2.2')
  expect(await isOut(phone)).toBe(true)
  expect(await isOut(third)).toBe(false)
  expect(await town.db('history').where({ kind: 'session.one-ended', subject: 'Ben' })).toHaveLength(1)

  const again = await here.post(form.getAttribute('action') ?? '', page.filledIn(form, {}))
  expect(again.said).toBe('That session had ended already.')
  expect(await town.db('history').where({ kind: 'session.one-ended', subject: 'Ben' })).toHaveLength(1)
})

test('ending all others leaves this one', async ({ town }) => {
  await town.addUser('Cyd', 'editor')
  const here = await signedIn(town, 'Cyd', firefox, '192.0.2.1')
  const others = [
    await signedIn(town, 'Cyd', safari, '192.0.2.2'),
    await signedIn(town, 'Cyd', safari, '192.0.2.3'),
  ]
  const page = await here.get(paths.myAccount)
  const ended = await here.submit(page, {}, { button: 'End all others', panel: true, follow: false })
  expect(ended.status).toBe(200)
  expect(ended.said).toBe('All your other sessions have ended.')
  expect(rows(ended)).toHaveLength(1)
  expect(() => ended.form('End all others')).toThrow()
  for (const other of others) expect(await isOut(other)).toBe(true)
  expect(await isOut(here)).toBe(false)
  expect(await town.db('history').where({ kind: 'session.others-ended', subject: 'Cyd' })).toHaveLength(1)
})

test('nobody ends or sees the session of somebody else', async ({ town }) => {
  const dee = await town.signIn('administrator', 'Dee')
  await town.addUser('Eve', 'viewer')
  const eve = await signedIn(town, 'Eve', firefox, '192.0.2.66')
  const { public_id: id } = await town.db('sessions').where({ address: '192.0.2.66' }).first()
  const page = await dee.get(paths.myAccount)
  expect(page.response.body).not.toContain('192.0.2.66')
  const token = page.find('[name=_csrf]').getAttribute('value') ?? ''
  const answer = await dee.post(paths.ownSessions, new URLSearchParams({ _csrf: token, session: id }))
  expect(answer.said).toBe('That session had ended already.')
  expect(await isOut(eve)).toBe(false)
})

test('what names a session in the list opens nothing', async ({ town }) => {
  await town.addUser('Fay', 'viewer')
  const fay = await signedIn(town, 'Fay', firefox, '192.0.2.5')
  await signedIn(town, 'Fay', safari, '192.0.2.6')
  const page = await fay.get(paths.myAccount)
  const named = await town.db('sessions').where('address', 'like', '192.0.2.%').select('public_id', 'id_hash')
  for (const { id_hash } of named) expect(page.response.body).not.toContain(id_hash)
  const thief = town.visitor()
  for (const { public_id, id_hash } of named) {
    for (const cookie of [public_id, id_hash]) {
      thief.cookies.set('session', cookie)
      expect(await isOut(thief)).toBe(true)
    }
  }
})

test('a request that was under way when its session ended does not bring it back', async ({ town }) => {
  const gil = await town.signIn('editor', 'Gil')
  const typing = await gil.get(paths.general)
  // A draft is waiting: the next look at the form writes the session.
  await town
    .db('sessions')
    .update({ data: JSON.stringify({ draft: { path: paths.generalLedger, submitted: {} } }) })
  const ended = new Promise<void>((done) => {
    town.db.once(
      'query-response',
      () =>
        void town
          .db('sessions')
          .delete()
          .then(() => done()),
    )
  })
  await Promise.all([gil.get(paths.generalLedger), ended])
  expect(typing.status).toBe(200)
  expect(await isOut(gil)).toBe(true)
})

test('a browser may call itself anything', async ({ town }) => {
  await town.addUser('Hex', 'viewer')
  const odd = await signedIn(town, 'Hex', `<script>alert(1)</script>${'x'.repeat(5000)}`, '192.0.2.8')
  const page = await odd.get(paths.myAccount)
  expect(rows(page)[0]?.[0]).toBe('Another browser')
  expect(page.response.body).not.toContain('alert(1)')
  const { agent } = await town.db('sessions').where({ address: '192.0.2.8' }).first()
  expect(agent.length).toBeLessThanOrEqual(400)
})
