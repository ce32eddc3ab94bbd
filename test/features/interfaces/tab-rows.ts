import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import type { Page } from '../../support/page.ts'
import type { Town } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'

type Values = Record<string, string | boolean>

/** What the rows need to know about one tab. */
export type Tab = {
  heading: string
  path: string
  subject: string
  table: string
  /** A first save that is good, by label. */
  good: Values
  /** Another one, for the second person. */
  other: Values
  /** A save that is refused, with the messages at the fields. */
  bad: { fields: (sent: URLSearchParams) => void; messages: Record<string, RegExp> }
  /** What must not come back into a page after a refused save. */
  secret?: string
}

/** The rows that every interface tab has. */
export function tabRows(tab: Tab) {
  async function row(town: Town) {
    return town.db(tab.table).first()
  }
  async function records(town: Town) {
    return town.db('history').where({ kind: 'interface.saved', subject: tab.subject }).orderBy('id')
  }
  /** The tab as it is after a first save. */
  async function setUp(ada: Visitor) {
    return ada.submit(await ada.get(tab.path), tab.good)
  }
  function saved(page: Page) {
    return page.said === `The ${tab.heading} interface to Utility Management is set up and saved.`
  }

  test('anyone who is signed out signs in right there and comes back', async ({ town }) => {
    await town.addUser(`Back at ${tab.heading}`, 'viewer')
    const visitor = town.visitor()
    const page = await visitor.get(tab.path)
    expect([page.status, page.path, page.heading]).toEqual([401, tab.path, 'Sign in'])
    const back = await visitor.submit(
      page,
      { Name: `Back at ${tab.heading}`, Password: 'the password of a test user' },
      { button: 'Sign in' },
    )
    expect(back.path).toBe(tab.path)
    expect(back.heading).toBe(tab.heading)
  })

  test('a viewer sees the settings in words and cannot change them', async ({ town }) => {
    const viewer = await town.signIn('viewer', 'Vic')
    const page = await viewer.get(tab.path)
    expect(page.textAt('Interface')).toBe('None')
    expect(page.document.querySelector('main :is(input:not([type=hidden]), select, button)')).toBeNull()
    const sent = new URLSearchParams({
      _csrf: String(page.find('[name=_csrf]').getAttribute('value')),
      version: '0',
    })
    const refused = await viewer.post(tab.path, sent)
    expect(refused.status).toBe(403)
    expect(refused.heading).toBe('You may not do this')
    expect(await row(town)).toMatchObject({ version: 0, interface: 'none' })
  })

  test('an editor may save', async ({ town }) => {
    expect(saved(await setUp(await town.signIn('editor')))).toBe(true)
  })

  test('a save without a token is refused, and nothing is saved', async ({ town, ada }) => {
    const page = await ada.get(tab.path)
    const sent = page.filledIn(page.form(), tab.good)
    sent.delete('_csrf')
    const refused = await ada.post(tab.path, sent)
    expect(refused.status).toBe(403)
    expect(refused.errors[0]).toMatch(/What you typed is still here: press Save again/)
    expect(refused.valueOf('Interface')).toBe(tab.good.Interface)
    expect((await row(town)).version).toBe(0)
  })

  test('a save that another site made the browser send is refused, not filled in', async ({ town, ada }) => {
    const page = await ada.get(tab.path)
    const sent = page.filledIn(page.form(), tab.good)
    for (const headers of [
      { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' },
      { 'sec-fetch-site': 'same-site', origin: 'http://other.localhost' },
    ]) {
      const refused = await ada.post(tab.path, sent, { headers })
      expect(refused.status).toBe(403)
      expect(refused.heading).toBe('This request came from another site')
    }
    expect((await row(town)).version).toBe(0)
  })

  test('a token of another sign-in is refused', async ({ town, ada }) => {
    const eve = await town.signIn('editor', 'Eve')
    const sent = (await eve.get(tab.path)).filledIn((await eve.get(tab.path)).form(), tab.good)
    const refused = await ada.post(tab.path, sent)
    expect(refused.status).toBe(403)
    expect((await row(town)).version).toBe(0)
  })

  test('an invalid save says what is wrong at each field and keeps what was typed', async ({ town, ada }) => {
    const page = await ada.get(tab.path)
    const sent = page.filledIn(page.form(), tab.good)
    tab.bad.fields(sent)
    for (const panel of [true, false]) {
      const refused = await ada.post(tab.path, sent, { panel })
      expect(refused.status).toBe(422)
      expect(refused.title).toMatch(/^Error: /)
      for (const [label, message] of Object.entries(tab.bad.messages)) {
        expect(refused.problemAt(label)).toMatch(message)
        expect(refused.errors.some((problem) => message.test(problem))).toBe(true)
      }
      if (tab.secret) expect(refused.response.body).not.toContain(tab.secret)
      for (const [name, value] of sent) {
        const control = refused.document.getElementById(name)
        if (name === 'userName') expect(control?.getAttribute('value')).toBe(value)
      }
    }
    expect((await row(town)).version).toBe(0)
    expect(await records(town)).toHaveLength(0)
  })

  test('a save sets the interface up, says so, and is in the history', async ({ town, ada }) => {
    const after = await setUp(ada)
    expect(saved(after)).toBe(true)
    expect(after.words).toContain('On since Nov 23, 2026')
    expect(after.words).toContain('Saved by Ada, Nov 23, 2026, 9:00 AM')
    expect(await row(town)).toMatchObject({ version: 1 })
    const [record] = await records(town)
    expect(record).toMatchObject({ user_name: 'Ada', address: '127.0.0.1' })
    expect(JSON.parse(record.changes)[0]).toMatchObject({ field: 'interface', from: 'none' })
    expect((await ada.get(tab.path)).said).toBe('')
  })

  test('what is saved is what the page shows on the next visit', async ({ town, ada }) => {
    await setUp(ada)
    const page = await ada.get(tab.path)
    const seen = await (await town.signIn('viewer')).get(tab.path)
    for (const [label, value] of Object.entries(tab.good)) {
      if (label === 'Password') {
        expect(seen.textAt(label)).toBe(`Set Nov 23, 2026 for ${tab.good.Interface}`)
        continue
      }
      expect(page.valueOf(label)).toBe(value)
      expect(seen.textAt(label)).toBe(value === true ? 'Yes' : value)
    }
  })

  test('saving without a change says so and records nothing', async ({ town, ada }) => {
    await setUp(ada)
    const before = await row(town)
    for (const panel of [true, false]) {
      const page = await ada.get(tab.path)
      const after = await ada.submit(page, {}, { panel })
      expect(after.status).toBe(200)
      expect(after.said).toBe('Nothing was changed, so nothing was saved.')
    }
    expect(await row(town)).toEqual(before)
    expect(await records(town)).toHaveLength(1)
  })

  test('pressing Save twice saves once', async ({ town, ada }) => {
    const page = await setUp(ada)
    const sent = page.filledIn(page.form(), { ...tab.good, Interface: 'None' })
    const [first, second] = await Promise.all([
      ada.post(tab.path, sent, { panel: true }),
      ada.post(tab.path, sent, { panel: true }),
    ])
    for (const answer of [first, second]) {
      expect(answer.status).toBe(200)
      expect(answer.said).toBe(`Saved. The ${tab.heading} interface to Utility Management is off.`)
    }
    const again = await ada.post(tab.path, sent)
    expect(again.said).toMatch(/^Saved\./)
    expect(await records(town)).toHaveLength(2)
    expect((await row(town)).version).toBe(2)
  })

  test('turning the interface off keeps other settings, turning it on brings them back', async ({ ada }) => {
    await ada.submit(await setUp(ada), { Interface: 'None' })
    const off = await ada.get(tab.path)
    expect(off.valueOf('Interface')).toBe('None')
    expect(off.link(`${tab.heading} Off`)).toBe(tab.path)
    const { Password: _, ...others } = tab.good
    for (const [label, value] of Object.entries(others)) {
      if (label !== 'Interface') expect(off.valueOf(label)).toBe(value)
    }
    const on = await ada.submit(off, { Interface: tab.good.Interface as string })
    expect(saved(on)).toBe(true)
  })

  test('the second of two is shown what was saved meanwhile, and may keep theirs', async ({ town, ada }) => {
    await setUp(ada)
    const bob = await town.signIn('editor', 'Bob')
    const adasPage = await ada.get(tab.path)
    const bobsPage = await bob.get(tab.path)
    const first = await bob.submit(bobsPage, tab.other)
    expect(saved(first)).toBe(true)
    const mine = { ...tab.good, Interface: 'None' }
    const refused = await ada.submit(adasPage, mine)
    expect(refused.status).toBe(409)
    expect(refused.title).toMatch(/^Error: /)
    expect(refused.words).toContain('Bob saved this while you were working on it')
    expect(refused.words).toContain('Nov 23, 2026, 9:00 AM')
    const rows = [...refused.document.querySelectorAll('.error-summary tbody tr')].map((line) =>
      [...line.children].map((cell) => cell.textContent?.trim()),
    )
    expect(rows[0]).toEqual(['Interface', tab.other.Interface, 'None'])
    expect(refused.valueOf('Interface')).toBe('None')
    if (tab.secret) expect(refused.response.body).not.toContain(tab.secret)
    const kept = await ada.submit(refused, mine)
    expect(kept.said).toMatch(/^Saved\./)
    expect(kept.valueOf('Interface')).toBe('None')
  })

  test('when the history cannot be written nothing is saved and the page says so', async ({ town, ada }) => {
    const page = await ada.get(tab.path)
    const before = await row(town)
    await town.db.schema.renameTable('history', 'history_elsewhere')
    const refused = await ada
      .submit(page, tab.good)
      .finally(() => town.db.schema.renameTable('history_elsewhere', 'history'))
    expect(refused.status).toBe(500)
    expect(refused.words).toMatch(/Nothing was saved/)
    // The page brings its own styles, which name elements.
    const said = refused.response.body.replace(/<style>[^<]*<\/style>/, '')
    expect(said).not.toMatch(/history|select|\.ts/)
    expect(await row(town)).toEqual(before)
  })

  test('a tab asked for alone is the panel with its title', async ({ ada }) => {
    const page = await ada.get(tab.path, { panel: true })
    expect(page.response.body).not.toMatch(/<!doctype|<header/i)
    expect(page.title).toBe(`${tab.heading} - Interfaces - Connect Utility Management`)
    expect(page.find('.subtabs [aria-current=page]').textContent).toContain(tab.heading)
  })

  test('what nobody would type is refused with words, never with a fault', async ({ town, ada }) => {
    const page = await ada.submit(await setUp(ada), { Interface: 'None' })
    const good = page.filledIn(page.form(), tab.good)
    const before = await row(town)
    const attempts: [number, (sent: URLSearchParams) => void][] = [
      [422, (sent) => sent.set('interface', 'no-such-interface')],
      [422, (sent) => sent.delete('interface')],
      [422, (sent) => sent.append('interface', 'none')],
      [409, (sent) => sent.set('version', 'not a number')],
      [409, (sent) => sent.delete('version')],
      [413, (sent) => sent.set('interface', 'x'.repeat(65 * 1024))],
    ]
    for (const [status, change] of attempts) {
      const sent = new URLSearchParams(good)
      change(sent)
      const answer = await ada.post(tab.path, sent)
      expect(answer.status).toBe(status)
      expect(answer.words).not.toMatch(/FST_|\.ts:|undefined/)
    }
    const asJson = await ada.post(tab.path, '{"interface":"none"}', {
      headers: { 'content-type': 'application/json' },
    })
    expect(asJson.status).toBe(415)
    expect(await row(town)).toEqual(before)
  })

  test('reading the tab costs two statements at most, also after a change', async ({ town, ada }) => {
    const reading = await town.statements(() => ada.get(tab.path, { panel: true }))
    expect(reading.length).toBeLessThanOrEqual(2)
    await setUp(ada)
    const afterwards = await town.statements(() => ada.get(tab.path, { panel: true }))
    expect(afterwards.length).toBeLessThanOrEqual(2)
    expect(afterwards.length).toBeGreaterThan(0)
  })

  test('the address of the tab survives a slash, a query and a bookmark', async ({ ada }) => {
    for (const path of [tab.path, `${tab.path}?from=bookmark`]) {
      expect((await ada.get(path)).heading).toBe(tab.heading)
    }
    expect((await ada.get(paths.interfaces)).heading).toBe('General Ledger')
  })
}
