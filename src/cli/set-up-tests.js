import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { canInstall, install, onPath } from './debian.js'

/** A Chromium for the browser tests: the environment's CHROMIUM, else the first one installed. */
export function findChromium() {
  if (process.env.CHROMIUM) return existsSync(process.env.CHROMIUM) ? process.env.CHROMIUM : undefined
  return [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    onPath('google-chrome'),
    onPath('google-chrome-stable'),
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ].find((file) => file && existsSync(file))
}

/** The folder that holds initdb, pg_ctl and postgres; Debian and Homebrew keep it off the PATH. */
export function findPostgres() {
  const command = onPath('initdb')
  return [
    ...versionsIn('/usr/lib/postgresql', /^(\d+)$/),
    ...(command ? [dirname(command)] : []),
    ...versionsIn('/opt/homebrew/opt', /^postgresql@(\d+)$/),
    ...versionsIn('/usr/local/opt', /^postgresql@(\d+)$/),
  ].find((folder) => ['initdb', 'pg_ctl', 'postgres'].every((file) => existsSync(join(folder, file))))
}

function versionsIn(folder, pattern) {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .sort((a, b) => Number(pattern.exec(b)[1]) - Number(pattern.exec(a)[1]))
    .map((name) => join(folder, name, 'bin'))
}

/** The small browser of WebKitGTK, which Debian keeps off the PATH. */
export function findMiniBrowser() {
  return readdirSync('/usr/lib')
    .map((folder) => join('/usr/lib', folder, 'webkit2gtk-4.1', 'MiniBrowser'))
    .find((file) => existsSync(file))
}

const tools = [
  { name: 'Chromium', find: findChromium, packages: ['chromium', 'fonts-dejavu-core'] },
  { name: "PostgreSQL's server programs", find: findPostgres, packages: ['postgresql'] },
  { name: 'hledger', find: () => onPath('hledger'), packages: ['hledger'] },
  { name: 'ledger', find: () => onPath('ledger'), packages: ['ledger'] },
  { name: 'bean-check (Beancount)', find: () => onPath('bean-check'), packages: ['beancount'] },
  { name: 'age', find: () => onPath('age'), packages: ['age'] },
]

const soakTools = [
  { name: 'Firefox', find: () => onPath('firefox-esr'), packages: ['firefox-esr'] },
  { name: 'WebKit', find: findMiniBrowser, packages: ['webkit2gtk-driver'] },
  { name: 'Xvfb', find: () => onPath('Xvfb'), packages: ['xvfb'] },
]

/** Installs what the tests need beyond the packages, or says what to install and ends the process. */
export function setUpTests({ soak = false } = {}) {
  if (process.platform === 'win32') fail('The tests run on Linux and macOS; on Windows run them inside WSL.')
  // No package of another system has these browsers with what drives them.
  const wanted = soak && existsSync('/etc/debian_version') ? [...tools, ...soakTools] : tools
  const missing = wanted.filter((tool) => !tool.find())
  if (missing.length === 0) return
  const packages = missing.flatMap((tool) => tool.packages)
  if (canInstall() && install(packages, 'for the tests') && missing.every((tool) => tool.find())) return
  const names = missing.filter((tool) => !tool.find()).map((tool) => tool.name)
  fail(
    `The tests need ${names.join(', ')}. Install what is missing and run the same command again ` +
      `(Debian and Ubuntu: \`sudo apt-get install ${packages.join(' ')}\`; ` +
      'macOS: `brew install postgresql@17 hledger ledger beancount age` and Google Chrome). ' +
      'A Chromium elsewhere is named by the environment variable CHROMIUM.',
  )
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
