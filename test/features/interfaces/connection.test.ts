import { expect } from 'vitest'
import { openTarget } from '../../../src/connections/open-target.ts'
import { promoteNextPassword } from '../../../src/connections/promote-next-password.ts'
import { ownHolidays } from '../../../src/connections/settings.ts'
import { transaction } from '../../../src/db/transaction.ts'
import { paths } from '../../../src/http/paths.ts'
import { noteSuccess } from '../../../src/jobs/health-store.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import type { Visitor } from '../../support/visitor.ts'

const path = paths.billProviderConnection
const fingerprint = `SHA256:${'k'.repeat(43)}`

/** The tab as a town has it that was set up before there was a page Connection. */
async function setUp(ada: Visitor, Interface = 'Invoice Cloud') {
  const page = await ada.get(paths.billProvider)
  await ada.submit(page, { Interface, 'User Name': 'town', Password: 'of the tab' })
}

const connect = async (visitor: Visitor, values: Record<string, string | boolean>) =>
  visitor.submit(await visitor.get(path), values)

test('what the provider says to everybody is filled in until the first save', async ({ ada }) => {
  await setUp(ada)
  const page = await ada.get(path)
  expect(page.valueOf('Exchange')).toBe('SFTP')
  expect(page.valueOf('Folder for bills')).toBe('ToInvoiceCloud')
  expect(page.valueOf('Folder for payments')).toBe('FromInvoiceCloud/Payments')
  expect(page.valueOf('Port')).toBe('22')
  await setUp(ada, 'Xpress Bill Pay')
  expect((await ada.get(path)).valueOf('Exchange')).toBe('By hand')
  expect((await connect(ada, {})).said).toBe('The connection is saved: files are exchanged by hand.')
})

test('a password goes only to the server it was typed for, also the first one', async ({ town, ada }) => {
  await setUp(ada)
  expect(await openTarget(town.deps, 'bill-provider')).toMatchObject({
    missing: expect.stringMatching(/server and port/),
  })
  const first = await connect(ada, { Server: 'sftp.one.example' })
  expect(first.status).toBe(422)
  expect(first.problemAt('Password')).toMatch(
    /^Type the Password again: it was typed before there was a Server/,
  )
  expect(first.valueOf('Server')).toBe('sftp.one.example')
  expect((await connect(ada, { Server: 'sftp.one.example', Password: 'of one' })).said).toBe(
    'The connection is saved.',
  )
  expect(await openTarget(town.deps, 'bill-provider')).toMatchObject({
    ...{
      host: 'sftp.one.example',
      port: 22,
      userName: 'town',
      login: { password: 'of one' },
      serverKeys: [],
    },
  })
  const kept = await connect(ada, { 'Folder for bills': 'in' })
  expect(kept.said).toBe('The connection is saved.')
  for (const change of [{ Server: 'sftp.two.example' }, { Port: '2222' }] as Record<string, string>[]) {
    const refused = await connect(ada, change)
    expect(refused.problemAt('Password')).toMatch(
      /typed for sftp\.one\.example:22, and is sent to no other server/,
    )
  }
  // A password of the tab is for the server there is; another user name has none.
  await ada.submit(await ada.get(paths.billProvider), { Password: 'newer' })
  expect(await openTarget(town.deps, 'bill-provider')).toMatchObject({ login: { password: 'newer' } })
  await ada.submit(await ada.get(paths.billProvider), { Interface: 'None', 'User Name': 'other' })
  expect(await openTarget(town.deps, 'bill-provider')).toEqual({
    missing: 'The Bill Provider interface is off.',
  })
})

test('another provider has another server: nothing meant for it goes to the one before', async ({
  town,
  ada,
}) => {
  await setUp(ada, 'Xpress Bill Pay')
  const set = { Exchange: 'SFTP', Server: 'sftp.xpress.example', 'Server key': fingerprint, Password: 'x' }
  await connect(ada, { ...set, 'Days off': '12/24/2026' })
  await noteSuccess(town.db, 'bill-provider', town.clock.now.toISOString())
  expect((await ada.get(paths.billProvider)).words).toContain('Connected, last exchange')

  await setUp(ada)
  expect(await openTarget(town.deps, 'bill-provider')).toMatchObject({
    missing: expect.stringMatching(/server and port/),
  })
  expect((await ada.get(paths.billProvider)).words).toContain('Set up, not connected yet')
  const page = await ada.get(path)
  expect(page.words).toMatch(
    /saved for Xpress Bill Pay is not used for Invoice Cloud\. What Invoice Cloud publishes is filled in\. Nothing is saved yet\./,
  )
  expect([page.valueOf('Server'), page.valueOf('Server key')]).toEqual(['', ''])
  expect(page.valueOf('Folder for bills')).toBe('ToInvoiceCloud')
  expect(page.field('Days off').textContent).toBe('2026-12-24')
  await connect(ada, { Server: 'sftp.cloud.example', Password: 'of the cloud' })
  const target = { host: 'sftp.cloud.example', serverKeys: [], login: { password: 'of the cloud' } }
  expect(await openTarget(town.deps, 'bill-provider')).toMatchObject(target)
  // Turning it off and on again is no other provider.
  await ada.submit(await ada.get(paths.billProvider), { Interface: 'None' })
  await ada.submit(await ada.get(paths.billProvider), { Interface: 'Invoice Cloud' })
  expect(await openTarget(town.deps, 'bill-provider')).toMatchObject(target)
})

test('a sealed password does not open for another server than in its row', async ({ town, ada }) => {
  await setUp(ada)
  await connect(ada, { Server: 'sftp.one.example', Password: 'of one' })
  await town.db('secrets').where({ field: 'password' }).update({ stored_server: 'sftp.evil.example:22' })
  await town.db('bill_provider_connection').update({ server: 'sftp.evil.example' })
  await expect(openTarget(town.deps, 'bill-provider')).rejects.toThrow()
})

test('what cannot be is said at each field, all at once', async ({ ada }) => {
  await setUp(ada)
  const refused = await connect(ada, {
    Server: 'sftp://one.example/in',
    Port: '70000',
    'Folder for bills': '../elsewhere',
    'Server key': 'SHA256:short',
    'Days off': '12/24/2026\nChristmas',
  })
  expect(refused.errors).toHaveLength(6)
  expect(refused.problemAt('Server')).toMatch(/without sftp:\/\//)
  expect(refused.problemAt('Port')).toMatch(/1 to 65535/)
  expect(refused.problemAt('Folder for bills')).toMatch(/without “\.\.”/)
  expect(refused.problemAt('Server key')).toMatch(/43 letters/)
  expect(refused.problemAt('Days off')).toMatch(/“Christmas” is not a date/)
  expect((await connect(ada, { Server: '' })).problemAt('Server')).toMatch(/Ask the provider/)
})

test('a next password is kept beside the old one, and takes its place with a record', async ({
  town,
  ada,
}) => {
  await setUp(ada)
  await connect(ada, {
    Server: 'sftp.one.example',
    Password: 'old',
    'Next password': 'next',
    'Days off': '12/24/2026, 2027-07-23',
  })
  expect(await openTarget(town.deps, 'bill-provider')).toMatchObject({
    login: { password: 'old', nextPassword: 'next' },
  })
  expect(ownHolidays((await town.deps.settings.now()).billProviderConnection)).toEqual([
    '2026-12-24',
    '2027-07-23',
  ])
  const actor = { id: null, name: 'the product', address: '' }
  const promote = (triedAt = town.clock.now.toISOString()) =>
    transaction(town.db, (trx) => promoteNextPassword(town.deps, trx, 'bill-provider', actor, triedAt))
  // Typed since the try began: another one was tried.
  expect(await promote('2026-11-23T15:59:00.000Z')).toBe(false)
  expect([await promote(), await promote()]).toEqual([true, false])
  expect(await openTarget(town.deps, 'bill-provider')).toMatchObject({ login: { password: 'next' } })
  const records = await town.db('history').where({ kind: 'connection.next-password-used' })
  expect(records).toHaveLength(1)
  expect((await ada.get(paths.history)).words).toContain('took the next one')
})

test('a next password is removed by hand, and with the server it was typed for', async ({ town, ada }) => {
  await setUp(ada)
  const server = { Server: 'sftp.one.example', Password: 'old' }
  await connect(ada, { ...server, 'Next password': 'next' })
  await connect(ada, { 'Remove the next password': true })
  expect(await town.db('secrets').where({ field: 'nextPassword' })).toEqual([])
  await connect(ada, { 'Next password': 'next' })
  await connect(ada, { ...server, Server: 'sftp.two.example' })
  expect(await town.db('secrets').where({ field: 'nextPassword' })).toEqual([])
  const [last] = await town.db('history').where({ kind: 'connection.saved' }).orderBy('id', 'desc')
  expect(JSON.parse(last.changes)).toContainEqual({ field: 'nextPassword', to: 'removed' })
})

test('only administrators change it; the others see it as text', async ({ town, ada }) => {
  await setUp(ada)
  await connect(ada, { Server: 'sftp.one.example', Password: 'old', 'Server key': fingerprint })
  for (const role of ['viewer', 'editor'] as const) {
    const visitor = await town.signIn(role)
    const page = await visitor.get(path)
    expect(page.textAt('Server')).toBe('sftp.one.example')
    expect(page.textAt('Server key')).toBe(fingerprint)
    expect(page.textAt('Password')).toBe('Set Nov 23, 2026 for sftp.one.example:22')
    expect(
      page.document.querySelector('main :is(input:not([type=hidden]), select, textarea, button)'),
    ).toBeNull()
    const token = String(page.find('[name=_csrf]').getAttribute('value'))
    const refused = await visitor.post(
      path,
      new URLSearchParams({ _csrf: token, version: '1', server: 'evil.example' }),
    )
    expect(refused.status).toBe(403)
  }
})

test('an earlier state is put back through history, by those who may set it', async ({ town, ada }) => {
  await setUp(ada)
  await connect(ada, {
    Server: 'sftp.one.example',
    Password: 'old',
    'Folder for bills': 'in',
    'Days off': '12/24/2026',
  })
  const first = (await town.db('history').max('id as id').first())?.id
  await connect(ada, { 'Folder for bills': 'elsewhere', 'Days off': '', 'Old algorithms': true })
  const record = `${paths.history}/${first}`
  const ed = await town.signIn('editor', 'Ed')
  const seen = await ed.get(record)
  expect(seen.words).toContain('You can see this but not change it.')
  const token = String(seen.find('[name=_csrf]').getAttribute('value'))
  const refused = await ed.post(`${record}/put-back`, new URLSearchParams({ _csrf: token, version: '2' }))
  expect(refused.status).toBe(403)
  const done = await ada.submit(await ada.get(record), {}, { button: 'Put back' })
  expect(done.said).toBe('Put back. The connection is saved.')
  expect(done.valueOf('Folder for bills')).toBe('in')
  expect((await town.deps.settings.now()).billProviderConnection).toMatchObject({
    holidays: '2026-12-24',
    oldAlgorithms: false,
  })
  // Another server wants its password: the form opens with the rest filled in.
  await connect(ada, { Server: 'sftp.two.example', Password: 'of two' })
  const filled = await ada.submit(await ada.get(record), {}, { button: 'Put back' })
  expect(filled.valueOf('Server')).toBe('sftp.one.example')
  expect(filled.words).toContain('Fill in what is missing, such as the Password')
})

test('of two who save, the second is shown what the first saved, without a password', async ({ ada }) => {
  await setUp(ada)
  const page = await ada.get(path)
  await connect(ada, { Server: 'sftp.one.example', Password: 'old' })
  const late = await ada.submit(page, { Server: 'sftp.two.example', Password: 'of two' })
  expect(late.status).toBe(409)
  expect(late.words).toContain('A new one. It is never shown: type it again below.')
  expect(late.response.body).not.toContain('of two')
})
