import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { certificates } from './certificate.ts'
import { findNginx } from './find-programs.js'

/** Where a proxy listens, and what it passes on to. */
type Ports = { http: number; https: number; product: string }

export const proxies = ['nginx', 'Caddy'] as const
type Name = (typeof proxies)[number]

const hasIPv6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === '::1')

/** What every example has: its names, its ports and its files are put in place of those of the town. */
function exampleWith(file: string, { https, product }: Ports) {
  const { cert, key } = certificates().valid
  return readFileSync(join(import.meta.dirname, '../../docs/deploy', file), 'utf8')
    .replaceAll('https://utility.town.example$', `https://localhost:${https}$`)
    .replaceAll('utility.town.example', 'localhost')
    .replaceAll('127.0.0.1:3000', new URL(product).host)
    .replaceAll('/etc/ssl/interfaces/cert.pem', cert)
    .replaceAll('/etc/ssl/interfaces/key.pem', key)
}

/** The file as Debian's nginx.conf includes it, beside what is set there for all. */
function startNginx(folder: string, ports: Ports) {
  const example = exampleWith('nginx.conf', ports)
    .replace(/^ *listen \[::\]:.*\n/gm, (line) => (hasIPv6 ? line : ''))
    .replace(/listen (\[::\]:)?80\b/g, (_, six) => `listen ${six ? '[::1]' : '127.0.0.1'}:${ports.http}`)
    .replace(/listen (\[::\]:)?443\b/g, (_, six) => `listen ${six ? '[::1]' : '127.0.0.1'}:${ports.https}`)
  writeFileSync(join(folder, 'interfaces'), example)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const main = [
    process.getuid?.() === 0 ? 'user root;' : '',
    'daemon off; worker_processes 1; pid nginx.pid; error_log stderr;',
    'events { worker_connections 64; }',
    'http { access_log off; gzip on; ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;',
    ...temporary.map((what) => `${what}_temp_path ${what};`),
    'include interfaces; }',
  ]
  writeFileSync(join(folder, 'nginx.conf'), main.join('\n'))
  return spawn(findNginx() ?? '', ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'])
}

function startCaddy(folder: string, ports: Ports) {
  const example = exampleWith('Caddyfile', ports)
    .replace('http_port 80', `http_port ${ports.http}\n\tdefault_bind 127.0.0.1`)
    .replace('https_port 443', `https_port ${ports.https}\n\tadmin off`)
  writeFileSync(join(folder, 'Caddyfile'), example)
  const home = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  return spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')], {
    env: { PATH: process.env.PATH, ...home },
  })
}

const starting: Record<Name, (folder: string, ports: Ports) => ChildProcess> = {
  nginx: startNginx,
  Caddy: startCaddy,
}

/** Runs the example of docs/deploy until it listens; answers what ends it. */
export async function startProxy(name: Name, parent: string, ports: Ports) {
  const folder = join(parent, 'proxy')
  mkdirSync(folder)
  const child = starting[name](folder, ports)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let hasEnded = false
  void ended.then(() => (hasEnded = true))
  while (!(await answersAt(ports.http)) || !(await answersAt(ports.https))) {
    if (hasEnded) throw new Error(`${name} ended:\n${said}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return async () => {
    child.kill('SIGTERM')
    await ended
  }
}

function answersAt(port: number) {
  return new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
