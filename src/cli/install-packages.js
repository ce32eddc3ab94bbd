// Plain JavaScript without packages, like set-up.js.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canInstall, install, onPath } from './debian.js'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
export const modules = join(root, 'node_modules')
/** Where packages are installed before they take the place of the others, and where those wait meanwhile. */
const beside = join(root, 'node_modules.new')
const before = join(root, 'node_modules.old')
export const windows = process.platform === 'win32'

export function ownNodeIn(folder) {
  return join(folder, 'node/bin', windows ? 'node.exe' : 'node')
}

/** Installs what package-lock.json names beside the packages that are there, and then puts it in their place. */
export function installPackages(which) {
  // Windows does not let go of a program that runs, so that node_modules cannot be replaced.
  if (windows && process.execPath.startsWith(modules))
    fail('The packages have changed. Run `npm ci` and try again.')
  console.log(
    'Installing the packages that package-lock.json names into node_modules (about a minute, once).',
  )
  try {
    rmSync(beside, { recursive: true, force: true })
    mkdirSync(beside)
    for (const name of ['package.json', 'package-lock.json', '.npmrc'])
      if (existsSync(join(root, name))) copyFileSync(join(root, name), join(beside, name))
  } catch (error) {
    fail(`The packages cannot be installed: this user may not write in ${root} (${error.code}).`)
  }
  // Whatever this machine's settings of npm say: without scripts there is no Node.js and no sqlite3.
  const installed = npmWithHelp(['ci', which, '--ignore-scripts=false'])
  const asBefore = existsSync(modules) ? ' Those in node_modules are as they were.' : ''
  if (!installed.ok) failAfterNpm(installed.output, `The packages could not be installed.${asBefore}`)
  if (problemOfSqlite(join(beside, 'node_modules'))) buildSqlite()
  putInPlace()
}

/** Where somebody pulled the plug between the two renames, the packages are those from before. */
export function putBack() {
  if (!existsSync(modules) && existsSync(before)) renameSync(before, modules)
}

function putInPlace() {
  try {
    rmSync(before, { recursive: true, force: true })
    if (existsSync(modules)) renameSync(modules, before)
    renameSync(join(beside, 'node_modules'), modules)
  } catch (error) {
    putBack()
    fail(`node_modules cannot be replaced (${error.code}), and is as it was.`)
  }
  for (const folder of [before, beside]) rmSync(folder, { recursive: true, force: true })
}

// The prebuilt binary of sqlite3 is linked to a newer C library than Debian 12 has, and npm does not notice.
function buildSqlite() {
  console.log('Building sqlite3 from source, because its prebuilt binary does not run on this machine.')
  const built = npmWithHelp(['rebuild', 'sqlite3'], { npm_config_build_from_source: 'true' })
  if (!built.ok) failAfterNpm(built.output, 'sqlite3 could not be built.')
  const still = problemOfSqlite(join(beside, 'node_modules'))
  if (still) fail(`SQLite does not start:\n${still}`)
}

/** What keeps the installed Node.js from loading sqlite3, or undefined where nothing does. */
export function problemOfSqlite(folder) {
  const tried = spawnSync(ownNodeIn(folder), ['-e', 'require("sqlite3")'], {
    cwd: dirname(folder),
    encoding: 'utf8',
  })
  return tried.status === 0 ? undefined : tried.stderr || tried.error?.message || 'no message'
}

/** One thing that is missing hides the next, so npm is helped as long as its message shows something new. */
function npmWithHelp(args, extra) {
  const helped = new Set()
  for (;;) {
    const result = npm(args, extra)
    const packages = result.ok ? [] : lacking(result.output).filter((name) => !helped.has(name))
    if (packages.length === 0 || !canInstall() || !install(packages, 'to finish the installation'))
      return result
    for (const name of packages) helped.add(name)
  }
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
  rmSync(beside, { recursive: true, force: true })
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
    cwd: beside,
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

export function fail(message) {
  console.error(message)
  process.exit(1)
}
