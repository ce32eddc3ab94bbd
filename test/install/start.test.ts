import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../support/free-port.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'utility-interfaces-install-'))
const clone = join(folder, 'clone')
const started: ChildProcess[] = []

beforeAll(() => {
  if (hasCommit()) execFileSync('git', ['clone', '--quiet', root, clone])
  else for (const file of uncommittedFiles()) cpSync(join(root, file), join(clone, file))
})

afterAll(() => {
  for (const { pid } of started) killGroup(pid)
  rmSync(folder, { recursive: true, force: true })
})

it('starts from a fresh clone with `npm start` alone, and the second time without asking any registry; `npm run demo` beside it', async () => {
  const first = await start(600_000)
  expect(first.output()).toContain('Installing the packages')
  expect((await fetch(`${first.address}/health`)).status).toBe(200)
  await stop(first)
  const installedAt = statSync(join(clone, 'node_modules/.set-up')).mtimeMs

  let asked = 0
  const registry = createServer((socket) => {
    asked++
    socket.destroy()
  })
  // npm itself looks for a newer npm now and then, and always where it remembers no earlier look.
  const npm = {
    npm_config_registry: `http://127.0.0.1:${await listen(registry)}`,
    npm_config_cache: join(folder, 'cache'),
  }
  const second = await start(120_000, npm)
  expect(second.output()).not.toContain('Installing')
  expect(statSync(join(clone, 'node_modules/.set-up')).mtimeMs).toBe(installedAt)
  await stop(second)
  expect(asked).toBe(0)
  registry.close()

  // On this machine alone, and in a folder of its own, whatever the environment says.
  const before = readdirSync(join(folder, 'data')).sort()
  const demo = await start(300_000, { HOST: '0.0.0.0' }, { script: 'demo', words: /Sign in at (\S+)/ })
  expect(demo.address).toMatch(/^http:\/\/127\.0\.0\.1:30\d\d$/)
  for (const role of ['Administrator', 'Editor', 'Viewer']) expect(demo.output()).toContain(`${role}: may `)
  expect(await (await fetch(`${demo.address}/sign-in`)).text()).toContain('Sample town')
  await stop(demo)
  expect(readdirSync(join(folder, 'data')).sort()).toEqual(before)
  expect(readdirSync(join(clone, 'demo'))).toContain('sample-town.json')
  const status = execFileSync('git', ['status', '--porcelain'], { cwd: clone, encoding: 'utf8' })
  expect(hasCommit() ? status : '').not.toContain('demo/')
})

function hasCommit() {
  try {
    execFileSync('git', ['rev-parse', '--verify', '--quiet', 'HEAD'], { cwd: root })
    return true
  } catch {
    return false
  }
}

function uncommittedFiles() {
  const args = ['ls-files', '-co', '--exclude-standard', '-z']
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean)
}

async function start(
  patience: number,
  more: Record<string, string> = {},
  { script, words }: { script: string; words?: RegExp } = { script: 'start' },
) {
  const port = await freePort()
  const own = `http://127.0.0.1:${port}`
  const env = {
    ...environmentOfAnyone(),
    ...more,
    HOST: '127.0.0.1',
    PORT: `${port}`,
    // Where sqlite3 is built from source, the compiler takes much less time over code that need not be fast.
    CFLAGS: '-O0',
    CXXFLAGS: '-O0',
    DATA_DIR: join(folder, 'data'),
    KEY_FILE: join(folder, 'keys/secret.key'),
  }
  const process = spawn('npm', ['run', script], { cwd: clone, env, detached: true })
  started.push(process)
  let output = ''
  for (const stream of [process.stdout, process.stderr]) stream.on('data', (text) => (output += text))
  const ended = new Promise<number | null>((done) => process.once('close', done))

  const deadline = Date.now() + patience
  const addressSaid = () => (words ? words.exec(output)?.[1] : output.includes(own) ? own : undefined)
  let address: string | undefined
  for (;;) {
    address = addressSaid()
    if (address) break
    if (process.exitCode !== null) throw new Error(`npm run ${script} ended:\n${output}`)
    if (Date.now() > deadline)
      throw new Error(`npm run ${script} printed no address in ${patience} ms:\n${output}`)
    await new Promise((done) => setTimeout(done, 50))
  }
  return { process, address, ended, output: () => output }
}

async function stop({ process, address, ended }: Awaited<ReturnType<typeof start>>) {
  process.kill('SIGTERM')
  await ended
  await expect(fetch(`${address}/health`)).rejects.toThrow()
}

/** The environment without what npm and vitest added to it, so that `node` is the one installed here. */
function environmentOfAnyone() {
  const path = process.env.PATH ?? ''
  const added = /^(npm_|VITEST|TEST_ENGINE$|NODE_ENV$|NODE_OPTIONS$|INIT_CWD$|DATABASE_URL$|KEY$)/
  const kept = Object.entries(process.env).filter(([name]) => !added.test(name))
  const folders = path.split(delimiter).filter((entry) => !entry.includes('node_modules'))
  return { ...Object.fromEntries(kept), PATH: folders.join(delimiter) }
}

function killGroup(pid: number | undefined) {
  try {
    if (pid) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

async function listen(server: Server) {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}
