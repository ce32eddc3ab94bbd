import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The full path of a command, or undefined where it is not installed. */
export function onPath(command) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, command))
    .find((file) => existsSync(file))
}

/** True on a Debian or Ubuntu where packages can be installed without asking for a password. */
export function canInstall() {
  return asRoot() !== undefined
}

/** Asked by each package before it starts its service; 101 forbids that. */
const policy = '/usr/sbin/policy-rc.d'

/** Packages with a service that Debian starts at once and with the machine, and nobody asked for. */
const services = {
  nginx: ['nginx.service'],
  caddy: ['caddy.service'],
  'openssh-server': ['ssh.service', 'ssh.socket'],
}

/** Installs Debian packages after saying so, and starts none of them; true when all of them are there afterwards. */
export function install(packages, reason) {
  console.log(`Installing ${packages.join(', ')} ${reason} (a few minutes, once).`)
  if (packages.includes('postgresql')) keepPostgresqlStopped()
  const options = ['-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300']
  const startNothing = !existsSync(policy)
  if (startNothing) run(['install', '-m', '755', '/dev/stdin', policy], { input: '#!/bin/sh\nexit 101\n' })
  try {
    return aptGet(['update']) && aptGet(['install', ...options, ...packages])
  } finally {
    if (startNothing) run(['rm', policy])
    const units = packages.flatMap((name) => services[name] ?? [])
    if (units.length > 0 && onPath('systemctl')) run(['systemctl', '-q', 'disable', ...units])
  }
}

function asRoot() {
  if (!existsSync('/etc/debian_version') || !onPath('apt-get')) return undefined
  if (process.getuid?.() === 0) return []
  if (onPath('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0)
    return ['sudo', '-n']
  return undefined
}

function run(command, options = {}) {
  const [program, ...args] = [...asRoot(), ...command]
  return spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28, ...options })
}

function aptGet(args) {
  // UCF_FORCE_CONFFOLD keeps the createcluster.conf written below.
  const quiet = ['env', 'DEBIAN_FRONTEND=noninteractive', 'UCF_FORCE_CONFFOLD=1', 'apt-get', '-q', ...args]
  const result = run(quiet, { stdio: ['ignore', 'pipe', 'pipe'] })
  if (result.status !== 0)
    console.error(`${result.stdout ?? ''}${result.stderr ?? result.error?.message ?? ''}`)
  return result.status === 0
}

// The tests start a cluster of their own, so Debian's need not be created and started on this machine.
function keepPostgresqlStopped() {
  const file = '/etc/postgresql-common/createcluster.conf'
  if (existsSync(file)) return
  run(['mkdir', '-p', '/etc/postgresql-common'])
  run(['tee', file], { input: 'create_main_cluster = false\n' })
}
