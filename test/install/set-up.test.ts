import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** Stands for npm: it writes down that it was asked, and installs what a start looks for, or fails. */
const npm = `
import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
fs.appendFileSync(process.env.ASKED, process.argv.slice(2).join(' ') + '\\n')
if (process.env.APT) {
  const there = fs.readFileSync(process.env.APT, 'utf8')
  const lacks = ['libatomic.so.1', 'sqlite3'].find((_, index) => !there.includes(['libatomic1', 'make'][index]))
  if (lacks) { console.error('npm error ' + lacks); process.exit(1) }
}
if (process.env.OFFLINE) { console.error('npm error network'); process.exit(1) }
const put = (name, text) => {
  fs.mkdirSync(dirname(join('node_modules', name)), { recursive: true })
  fs.writeFileSync(join('node_modules', name), text)
}
const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'))
for (const [path, { dev }] of Object.entries(packages)) if (dev && process.argv.includes('--omit=dev')) delete packages[path]
put('.package-lock.json', JSON.stringify({ packages }))
if (!process.env.WITHOUT_SCRIPTS) {
  for (const name of ['.bin/node', 'node/bin/node']) {
    put(name, '')
    fs.rmSync(join('node_modules', name))
    fs.symlinkSync(process.execPath, join('node_modules', name))
  }
  put('sqlite3/build/Release/node_sqlite3.node', '')
}
put('sqlite3/index.js', '')
put('fastify/package.json', '{}')
`

let folder: string
let product: string
const lock = () => join(product, 'package-lock.json')
const installed = (name: string) => join(product, 'node_modules', name)
const asked = () => fs.readFileSync(join(folder, 'asked'), 'utf8').split('\n').slice(0, -1)

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'utility-interfaces-set-up-'))
  product = join(folder, 'product')
  for (const name of [
    'set-up.js',
    'install-packages.js',
    'debian.js',
    'say-version.js',
    '../lib/version.js',
    '../start.js',
  ]) {
    const file = join(product, 'src/cli', name)
    fs.mkdirSync(dirname(file), { recursive: true })
    fs.copyFileSync(join(root, 'src/cli', name), file)
  }
  fs.writeFileSync(join(product, 'package.json'), '{ "type": "module", "version": "1.0.0" }')
  fs.writeFileSync(join(folder, 'asked'), '')
  fs.mkdirSync(join(folder, 'npm'))
  fs.writeFileSync(join(folder, 'npm/package.json'), '{ "type": "module" }')
  fs.writeFileSync(join(folder, 'npm/npm-cli.js'), npm)
  name('1.0.0')
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

/** Has package-lock.json name this version of what runs. */
function name(version: string) {
  const packages = {
    '': {},
    'node_modules/fastify': { version },
    'node_modules/vitest': { version, dev: true },
  }
  fs.writeFileSync(lock(), JSON.stringify({ packages }))
}

type How = { env?: Record<string, string>; as?: number }

function node(args: string[], { env = {}, as }: How = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: product,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      ASKED: join(folder, 'asked'),
      npm_execpath: join(folder, 'npm/npm-cli.js'),
      npm_node_execpath: process.execPath,
      ...env,
    },
    ...(as ? { uid: as, gid: as } : {}),
  })
  return { code: status, said: `${stdout}${stderr}` }
}

/** What npm runs before every start and command. */
const beforeStart = (how?: How) => node(['src/cli/set-up.js'], how)
const setUp = (how?: How, ...more: string[]) => node(['src/cli/set-up.js', '--install', ...more], how)
const otherPackages =
  'The packages in node_modules are not those that package-lock.json names. Nothing was changed. To install what package-lock.json names: npm run set-up\n'

test('only the first start of a clone installs; the next ones ask npm for nothing', () => {
  expect(beforeStart()).toEqual({ code: 0, said: expect.stringMatching(/^Installing the packages/) })
  expect(beforeStart()).toEqual({ code: 0, said: '' })
  expect(asked()).toEqual([expect.stringMatching(/^ci --include=dev --ignore-scripts=false/)])
  expect(fs.readdirSync(product).filter((entry) => entry.startsWith('node_modules'))).toEqual([
    'node_modules',
  ])
})

test('a start with another lock file names the one command, changes nothing, and goes back with the lock file', () => {
  beforeStart()
  const marks = fs.statSync(installed('.package-lock.json')).mtimeMs
  name('2.0.0')
  expect(beforeStart()).toEqual({ code: 1, said: otherPackages })
  expect(asked()).toHaveLength(1)
  expect(fs.statSync(installed('.package-lock.json')).mtimeMs).toBe(marks)
  name('1.0.0')
  expect(beforeStart()).toEqual({ code: 0, said: '' })
})

test('packages that cannot be installed leave those that are there; once they can, they are replaced whole', () => {
  beforeStart()
  name('2.0.0')
  const failed = setUp({ env: { OFFLINE: '1' } })
  expect(failed).toEqual({ code: 1, said: expect.stringMatching(/npm error network[\s\S]*are as they were/) })
  name('1.0.0')
  expect(beforeStart()).toEqual({ code: 0, said: '' })

  name('2.0.0')
  fs.writeFileSync(installed('left-over'), '')
  expect(setUp().code).toBe(0)
  expect(beforeStart()).toEqual({ code: 0, said: '' })
  expect(fs.existsSync(installed('left-over'))).toBe(false)
  expect(fs.readdirSync(product).filter((entry) => entry.startsWith('node_modules'))).toEqual([
    'node_modules',
  ])
})

const onDebianAsRoot = test.skipIf(process.getuid?.() !== 0 || !fs.existsSync('/etc/debian_version'))
onDebianAsRoot(
  'what npm lacks is installed one after the other: the first that is missing hides the next',
  () => {
    const programs = join(folder, 'programs')
    const apt = join(folder, 'apt')
    fs.writeFileSync(apt, '')
    fs.mkdirSync(programs)
    for (const name of ['env', 'sh']) fs.symlinkSync(join('/usr/bin', name), join(programs, name))
    fs.writeFileSync(join(programs, 'apt-get'), `#!/bin/sh\necho "$@" >> ${apt}\n`, { mode: 0o755 })
    expect(setUp({ env: { PATH: programs, APT: apt } }).code).toBe(0)
    const installed = fs.readFileSync(apt, 'utf8').match(/(?<=Timeout=300 ).*/g)
    expect(installed).toEqual(['libatomic1', 'python3 make g++'])
    expect(asked()).toHaveLength(3)
  },
)

test('stopped between the two renames, the packages from before are put back', () => {
  beforeStart()
  fs.renameSync(join(product, 'node_modules'), join(product, 'node_modules.old'))
  expect(beforeStart()).toEqual({ code: 0, said: '' })
  expect(asked()).toHaveLength(1)
})

test('packages installed by hand without their scripts are told, those without packages for tests start', () => {
  fs.writeFileSync(join(product, '.npmrc'), '')
  const byHand = (args: string[], env = {}) =>
    spawnSync(process.execPath, [join(folder, 'npm/npm-cli.js'), ...args], {
      cwd: product,
      env: { ASKED: join(folder, 'asked'), ...env },
    })
  byHand(['ci'], { WITHOUT_SCRIPTS: '1' })
  expect(beforeStart()).toEqual({
    code: 1,
    said: expect.stringMatching(/without their scripts.*npm run set-up\n$/),
  })
  fs.rmSync(join(product, 'node_modules'), { recursive: true })
  byHand(['ci', '--omit=dev'])
  expect(beforeStart()).toEqual({ code: 0, said: '' })
  expect(setUp({}, '--omit=dev').said).toBe('')
  name('2.0.0')
  expect(setUp({}, '--omit=dev').code).toBe(0)
  expect(asked().at(-1)).toMatch(/^ci --omit=dev --ignore-scripts=false/)
  expect(beforeStart()).toEqual({ code: 0, said: '' })
})

test('a folder that cannot be written starts with the packages it has, and says so where it has none', () => {
  const root = process.getuid?.() === 0
  const how = root ? { as: 65_534 } : {}
  fs.chmodSync(folder, 0o777)
  fs.chmodSync(join(folder, 'asked'), 0o666)
  if (!root) fs.chmodSync(product, 0o555)
  // Where nobody may not even run Node.js there is nothing to show.
  if (node(['-e', ''], how).code !== 0) return
  expect(beforeStart(how)).toEqual({
    code: 1,
    said: expect.stringMatching(/this user may not write in .*product/),
  })
  if (!root) fs.chmodSync(product, 0o755)
  beforeStart()
  fs.rmSync(installed('.set-up'))
  if (!root) for (const path of [product, installed('')]) fs.chmodSync(path, 0o555)
  expect(beforeStart(how)).toEqual({ code: 0, said: '' })
  if (!root) for (const path of [product, installed('')]) fs.chmodSync(path, 0o755)
})

test('without packages, or on a Node.js that cannot run it, the product itself says the one command', () => {
  const words = { code: 1, said: expect.stringMatching(/^The product's packages.*npm run set-up\n$/) }
  expect(node(['src/start.js'])).toEqual(words)
  beforeStart()
  expect(node(['--no-strip-types', 'src/start.js'])).toEqual(words)
})
