import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { compiledSources } from '../../support/compile-cache.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { signInWith } from '../../support/people.ts'
import { environmentOf } from '../../support/run.ts'
import { runHere } from '../../support/run-here.ts'
import type { Town } from '../../support/town.ts'

const command = 'src/cli/user.ts'
const own = 'nine purple wagons sing quietly'

test.beforeEach(async ({ town }) => {
  // The server runs all the while: the town's app is open on the same database.
  await town.deps.db('organization').update({ name: 'Marigold Springs Township' })
})

type Ended = { code: number | null; out: string; err: string }

type More = { input?: string; env?: Record<string, string> }

async function user(town: Town, args: string[], { input, env }: More = {}): Promise<Ended> {
  const { code, out, err } = await runHere(command, args, environmentOf(town, env), input)
  return { code, out, err }
}

/** The same in a process of its own. */
function userProcess(town: Town, args: string[], { input = '' }: More = {}) {
  return new Promise<Ended>((resolve) => {
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL(`../../../${command}`, import.meta.url)), ...args],
      {
        cwd: town.deps.config.dataDir,
        env: { PATH: process.env.PATH, ...compiledSources, ...environmentOf(town) },
      },
    )
    let [out, err] = ['', '']
    child.stdout.on('data', (text) => (out += text))
    child.stderr.on('data', (text) => (err += text))
    child.once('close', (code) => resolve({ code, out, err }))
    // A command that needs no password may have ended before it is offered one.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

test('without users the list is empty; add makes one and closes the set-up page', async ({ town }) => {
  expect(await user(town, ['list'])).toEqual({ code: 0, out: 'There are no users yet.\n', err: '' })
  const added = await userProcess(town, ['add', 'Ada', '--role', 'administrator'], { input: `${own}\n` })
  expect(added).toEqual({ code: 0, out: 'Ada is added as Administrator and can sign in.\n', err: '' })
  expect((await signInWith(town.visitor(), 'Ada', own)).heading).toBe('Turn on two-step sign-in?')
  expect((await town.visitor().get(paths.setUp)).status).toBe(404)
  const record = await town.db('history').where({ kind: 'user.added' }).first()
  expect(record).toMatchObject({ subject: 'Ada', user_id: null, address: 'terminal' })
  expect(record.user_name).toMatch(/ \(terminal\)$/)
})

test('the password is taken exactly as typed, but for the line end', async ({ town }) => {
  const spaced = ` ${own}  `
  expect((await user(town, ['add', 'Spaces', '--role', 'viewer'], { input: `${spaced}\r\n` })).code).toBe(0)
  expect((await signInWith(town.visitor(), 'Spaces', own)).status).toBe(422)
  expect((await signInWith(town.visitor(), 'Spaces', spaced)).status).toBe(200)
})

test('a bad password, a bad role and a name taken add nobody, with exit code 1', async ({ town }) => {
  await town.addUser('Ada', 'administrator')
  const cases: [string[], string, RegExp][] = [
    [['add', 'Bo', '--role', 'viewer'], 'short', /^Use at least 15 characters.* Nobody was added\.$/m],
    [['add', 'Bo', '--role', 'viewer'], '', /^Use at least 15 characters/],
    [['add', 'Bo', '--role', 'viewer'], 'marigold springs township', /^Use more than your name/],
    [['add', 'Bo', '--role', 'king'], own, /^The role is one of viewer, editor, administrator\./],
    [['add', ' ', '--role', 'viewer'], own, /^Type the name/],
    [['add', 'ADA', '--role', 'viewer'], own, /^There is a user ADA already\./],
  ]
  for (const [args, input, reason] of cases) {
    const { code, out, err } = await user(town, args, { input })
    expect(err).toMatch(reason)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    if (input) expect(err).not.toContain(own)
  }
  expect(await town.db('users').where({ name_key: 'bo' })).toEqual([])
})

test('disable and enable work beside the running server, by its next request', async ({ town }) => {
  await town.addUser('Ada', 'administrator')
  const eve = await town.signIn('editor', 'Eve')
  expect(await user(town, ['disable', 'eve'])).toEqual({ code: 0, out: 'Eve is disabled now.\n', err: '' })
  expect((await eve.get(paths.general)).heading).toBe('Sign in')
  expect((await user(town, ['disable', 'Eve'])).out).toBe('Eve is disabled already; nothing was changed.\n')
  expect((await user(town, ['list'])).out).toMatch(/^Eve\tEditor\tDisabled since /m)
  expect((await user(town, ['enable', 'Eve'])).out).toBe('Eve is enabled now.\n')
  const visitor = await town.signIn('administrator', 'Watcher')
  expect((await visitor.get(paths.users)).words).toMatch(/Eve ?Editor ?Enabled/)
})

test('the last administrator stays', async ({ town }) => {
  await town.addUser('Ada', 'administrator')
  const { code, err } = await user(town, ['disable', 'Ada'])
  expect(code).toBe(1)
  expect(err).toMatch(/^Ada is the last administrator who can sign in\. Nothing was changed/)
})

test('reset prints a one-time password that has to be changed', async ({ town }) => {
  const gil = await town.signIn('viewer', 'Gil')
  const { code, out, err } = await user(town, ['reset', 'Gil'])
  expect(code).toBe(0)
  expect(out).toMatch(/^([a-z2-9]{6}-){3}[a-z2-9]{6}\n$/)
  expect(err).toMatch(/^This one-time password of Gil works until .* not shown again\.\n$/)
  expect((await gil.get(paths.general)).heading).toBe('Sign in')
  // The command counts 72 hours from now, the test's clock stands elsewhere.
  const expiresAt = new Date(town.clock.now.getTime() + 3_600_000).toISOString()
  await town.db('users').where({ name: 'Gil' }).update({ password_expires_at: expiresAt })
  expect((await signInWith(gil, 'Gil', out.trim())).heading).toBe('Choose a password')
})

test('a name nobody has is said plainly', async ({ town }) => {
  for (const verb of ['disable', 'enable', 'reset']) {
    const { code, out, err } = await user(town, [verb, 'Zed'])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^There is no user Zed\./)
  }
})

test('what it does not understand it answers with how it is used, and exit code 64', async ({ town }) => {
  const wrong = [
    [],
    ['frob'],
    ['add'],
    ['add', 'Bo'],
    ['disable'],
    ['list', 'x'],
    ['disable', 'a', 'b'],
    ['list', '--x'],
  ]
  for (const { code, out, err } of await Promise.all(
    [...wrong, ['toString', 'Ada']].map((args) => user(town, args)),
  )) {
    expect({ code, out }).toEqual({ code: 64, out: '' })
    expect(err).toContain('npm run user -- add NAME --role administrator')
  }
})

test('what keeps the product from starting keeps the command, by the same exit code', async ({ town }) => {
  const { code, err } = await user(town, ['list'], { env: { PORT: 'x' } })
  expect(code).toBe(2)
  expect(err).toMatch(/^PORT must be a whole number/)
})

test('commands and the server at once lose nothing', async ({ town }) => {
  const names = Array.from({ length: 6 }, (_, index) => `Many ${index}`)
  const watcher = await town.signIn('administrator', 'Busy')
  const [answers] = await Promise.all([
    Promise.all(names.map((name) => userProcess(town, ['add', name, '--role', 'viewer'], { input: own }))),
    (async () => {
      for (let turn = 0; turn < 6; turn++) {
        const page = await watcher.get(paths.general)
        await watcher.submit(page, { 'Organization Name': `Turn ${turn}` })
      }
    })(),
  ])
  expect(answers.map(({ code, err }) => `${code}${err}`)).toEqual(names.map(() => '0'))
  expect(await town.db('users').where('name', 'like', 'Many %')).toHaveLength(names.length)
  const ids = (await town.db('history').orderBy('id').select('id')).map(({ id }) => id)
  expect(ids).toEqual(ids.map((_, index) => index + 1))
})
