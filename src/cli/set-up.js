// Plain JavaScript without packages: it runs on whatever Node.js is there, before the packages are.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canInstall, install, onPath } from './debian.js'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const modules = join(root, 'node_modules')
const windows = process.platform === 'win32'
const ownNode = join(modules, 'node/bin', windows ? 'node.exe' : 'node')
const stamp = join(modules, '.set-up')
const forTests = process.argv.includes('--tests')

if (!packagesMatch()) installPackages()
if (forTests) (await import('./set-up-tests.js')).setUpTests()

function packagesMatch() {
  const link = join(modules, '.bin', windows ? 'node.cmd' : 'node')
  const binding = join(modules, 'sqlite3/build/Release/node_sqlite3.node')
  if (![link, ownNode, binding].every((file) => existsSync(file))) return false
  return (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()) || installedByHand()
}

function fingerprint() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  return `${lock} ${process.platform}-${process.arch}\n`
}

// Whoever ran npm themselves does not wait for the same once more; starting needs no development packages.
function installedByHand() {
  const there = lockedPackages(join(modules, '.package-lock.json'))
  const missing = Object.entries(lockedPackages(join(root, 'package-lock.json'))).filter(
    ([path, locked]) => path && !locked.optional && there[path]?.version !== locked.version,
  )
  if (missing.some(([, locked]) => forTests || !locked.dev) || problemOfSqlite()) return false
  if (missing.length === 0) writeFileSync(stamp, fingerprint())
  return true
}

function lockedPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}
}

function installPackages() {
  // Windows does not let go of a program that runs, and npm starts by removing node_modules.
  if (windows && process.execPath.startsWith(modules))
    fail('The packages have changed. Run `npm ci` and try again.')
  console.log(
    'Installing the packages that package-lock.json names into node_modules (about a minute, once).',
  )
  const installed = npmWithHelp(['ci', '--include=dev'])
  if (!installed.ok) failAfterNpm(installed.output, 'The packages could not be installed.')
  if (problemOfSqlite()) buildSqlite()
  writeFileSync(stamp, fingerprint())
}

// The prebuilt binary of sqlite3 is linked to a newer C library than Debian 12 has, and npm does not notice.
function buildSqlite() {
  console.log('Building sqlite3 from source, because its prebuilt binary does not run on this machine.')
  const built = npmWithHelp(['rebuild', 'sqlite3'], { npm_config_build_from_source: 'true' })
  if (!built.ok) failAfterNpm(built.output, 'sqlite3 could not be built.')
  const problem = problemOfSqlite()
  if (problem) fail(`The packages are installed, but SQLite does not start:\n${problem}`)
}

/** What keeps the installed Node.js from loading sqlite3, or undefined where nothing does. */
function problemOfSqlite() {
  const tried = spawnSync(ownNode, ['-e', 'require("sqlite3")'], { cwd: root, encoding: 'utf8' })
  return tried.status === 0 ? undefined : tried.stderr || tried.error?.message || 'no message'
}

function npmWithHelp(args, extra) {
  const first = npm(args, extra)
  const packages = first.ok ? [] : lacking(first.output)
  if (packages.length === 0 || !canInstall()) return first
  return install(packages, 'to finish the installation') ? npm(args, extra) : first
}

/** What npm's message shows to be missing, by the names of Debian's packages. */
function lacking(output) {
  const compiler = windows ? [] : ['python3', 'make', 'g++'].filter((command) => !onPath(command))
  // The Node.js among the packages is linked to libatomic, which a small Debian comes without.
  return [
    ...(output.includes('libatomic') ? ['libatomic1'] : []),
    ...(output.includes('sqlite3') ? compiler : []),
  ]
}

function failAfterNpm(output, what) {
  console.error(output)
  const packages = lacking(output)
  if (packages.length === 0)
    fail(`${what} The message of npm above says why; run the command again when that is solved.`)
  fail(
    `${what} sqlite3 has no ready-made binary that runs on this machine, and building one needs ` +
      `${packages.join(', ')}. Install that (Debian and Ubuntu: \`sudo apt-get install ${packages.join(' ')}\`; ` +
      'macOS: `xcode-select --install`) and run the command again.',
  )
}

function npm(args, extra = {}) {
  const node = process.env.npm_node_execpath ?? process.execPath
  const script = process.env.npm_execpath ?? ''
  // Only npm itself will do: yarn and pnpm set the same variable.
  const [command, ...before] = script.endsWith('npm-cli.js') ? [node, script] : [windows ? 'npm.cmd' : 'npm']
  const result = spawnSync(command, [...before, ...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    env: { ...process.env, ...forNodeGyp(node), ...extra },
    shell: command === 'npm.cmd',
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (result.error?.code === 'ENOENT')
    fail('npm is missing. Install Node.js with npm (https://nodejs.org) and run the command again.')
  return { ok: result.status === 0, output: `${result.stderr ?? ''}${result.error?.message ?? ''}` }
}

// A build needs Node's C headers; those installed beside Node.js spare node-gyp a download.
function forNodeGyp(node) {
  const home = resolve(dirname(node), '..')
  const known = process.env.npm_config_nodedir || !existsSync(join(home, 'include/node/node_api.h'))
  return {
    npm_package_config_node_gyp_jobs: 'max',
    ...(known ? {} : { npm_package_config_node_gyp_nodedir: home }),
  }
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
