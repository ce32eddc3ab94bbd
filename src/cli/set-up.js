// Plain JavaScript without packages: it runs on whatever Node.js is there, before the packages are. It runs before every
// start, which must not depend on a network: packages that are there are replaced only when asked, by `npm run set-up`.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  fail,
  installPackages,
  modules,
  ownNodeIn,
  problemOfSqlite,
  putBack,
  root,
  windows,
} from './install-packages.js'
import { sayVersion } from './say-version.js'

sayVersion()

const stamp = join(modules, '.set-up')
const asked = process.argv.includes('--install')
const withoutTests = process.argv.includes('--omit=dev')

putBack()
const problem = problemOfPackages()
if (problem && (asked || !isInstalled())) {
  installPackages(withoutTests ? '--omit=dev' : '--include=dev')
  if (!withoutTests) writeFileSync(stamp, fingerprint())
} else if (problem)
  fail(`${problem} Nothing was changed. To install what package-lock.json names: npm run set-up`)

function isInstalled() {
  return existsSync(modules) && readdirSync(modules).some((name) => !name.startsWith('.'))
}

/** Why the product cannot start with the packages that are there, or undefined where it can. */
function problemOfPackages() {
  const link = join(modules, '.bin', windows ? 'node.cmd' : 'node')
  const binding = join(modules, 'sqlite3/build/Release/node_sqlite3.node')
  if (![link, ownNodeIn(modules), binding].every((file) => existsSync(file)))
    return 'Node.js or sqlite3 is missing in node_modules: the packages were installed without their scripts, or not to the end.'
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()) return undefined
  return problemOfInstalledByHand()
}

function fingerprint() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  return `${lock} ${process.platform}-${process.arch}\n`
}

// A person who ran npm does not wait for the same once more; starting needs no development packages.
function problemOfInstalledByHand() {
  const there = lockedPackages(join(modules, '.package-lock.json'))
  const missing = Object.entries(lockedPackages(join(root, 'package-lock.json'))).filter(
    ([path, locked]) => path && !locked.optional && there[path]?.version !== locked.version,
  )
  if (missing.some(([, locked]) => (asked && !withoutTests) || !locked.dev))
    return 'The packages in node_modules are not those that package-lock.json names.'
  if (problemOfSqlite(modules)) return 'The sqlite3 in node_modules does not run on this machine.'
  try {
    if (missing.length === 0) writeFileSync(stamp, fingerprint())
  } catch {
    // Where nothing can be written, it is looked at each time.
  }
  return undefined
}

function lockedPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}
}
