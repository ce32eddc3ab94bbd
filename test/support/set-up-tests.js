// Installs what the tests need beyond the packages, or says what to install: plain JavaScript, because `npm test` runs it
// with whatever Node.js is there.
import { existsSync, readFileSync } from 'node:fs'
import { canInstall, install, onPath } from '../../src/cli/debian.js'
import { fail } from '../../src/cli/install-packages.js'
import {
  findChromium,
  findHeadlessShell,
  findMiniBrowser,
  findNginx,
  findPostgres,
  findPython,
  findSshd,
} from './find-programs.js'

const tools = [
  { name: 'Chromium', find: findChromium, packages: ['chromium', 'fonts-dejavu-core'] },
  { name: "PostgreSQL's server programs", find: findPostgres, packages: ['postgresql'] },
  { name: 'hledger', find: () => onPath('hledger'), packages: ['hledger'] },
  { name: 'ledger', find: () => onPath('ledger'), packages: ['ledger'] },
  { name: 'bean-check (Beancount)', find: () => onPath('bean-check'), packages: ['beancount'] },
  { name: 'OpenSSH server', find: findSshd, packages: ['openssh-server'] },
  { name: 'asyncssh (Python)', find: () => findPython('asyncssh'), packages: ['python3-asyncssh'] },
  { name: 'zeep (Python)', find: () => findPython('zeep'), packages: ['python3-zeep'] },
  { name: 'spyne (Python)', find: () => findPython('spyne'), packages: ['python3-spyne'] },
  { name: 'xmllint', find: () => onPath('xmllint'), packages: ['libxml2-utils'] },
  { name: 'age', find: () => onPath('age'), packages: ['age'] },
  { name: 'nginx', find: findNginx, packages: ['nginx'] },
  { name: 'Caddy', find: () => onPath('caddy'), packages: ['caddy'] },
  // What looks at the examples for a machine with systemd, which need not run here.
  ...(process.platform === 'linux'
    ? [{ name: 'systemd-analyze', find: () => onPath('systemd-analyze'), packages: ['systemd'] }]
    : []),
]

/** Ubuntu has no such package, and no test fails without it. */
const isDebian = existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
const quicker = isDebian && !process.env.CHROMIUM && !findHeadlessShell() ? ['chromium-headless-shell'] : []

const soakTools = [
  { name: 'Firefox', find: () => onPath('firefox-esr'), packages: ['firefox-esr'] },
  { name: 'WebKit', find: findMiniBrowser, packages: ['webkit2gtk-driver'] },
  { name: 'Xvfb', find: () => onPath('Xvfb'), packages: ['xvfb'] },
]

if (process.platform === 'win32') fail('The tests run on Linux and macOS; on Windows run them inside WSL.')
// No package of another system has these browsers with what drives them.
const wanted =
  process.argv.includes('--soak') && existsSync('/etc/debian_version') ? [...tools, ...soakTools] : tools
const missing = wanted.filter((tool) => !tool.find())
const packages = missing.flatMap((tool) => tool.packages)
const wished = [...packages, ...quicker]
if (wished.length > 0 && canInstall()) install(wished, 'for the tests')
const names = missing.filter((tool) => !tool.find()).map((tool) => tool.name)
if (names.length > 0)
  fail(
    `The tests need ${names.join(', ')}. Install what is missing and run the same command again ` +
      `(Debian and Ubuntu: \`sudo apt-get install ${packages.join(' ')}\`; ` +
      'macOS: `brew install postgresql@17 hledger ledger beancount age libxml2 nginx caddy`, `pip3 install asyncssh zeep spyne` and Google Chrome). ' +
      'A Chromium elsewhere is named by the environment variable CHROMIUM.',
  )
