import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findSshd } from './find-programs.js'
import { freePort } from './free-port.ts'

/** The account that provider's servers give a town; the others show what an account can be like. */
const users = {
  town: 'an account as it should be',
  expired: 'its password must be changed before anything else',
  closed: 'its account has ended',
  keyboard: 'its password is asked for by keyboard-interactive only',
  nofiles: 'it may sign in, but gets no file session',
  second: 'after its password a code is asked for',
} as const
export type SftpUser = keyof typeof users

/** The password of each account until `setPassword`. */
export const sftpPassword = 'Meter-Reading-17'

/** What the accounts run as, and own in the folders: a number that no account of this machine has. */
const owner = 61_729

export type SftpServer = {
  host: string
  port: number
  /** As OUTBOUND_ALLOW takes it. */
  address: string
  /** 'SHA256:…' of the key that the server shows now. */
  readonly hostKey: string
  /** 'SHA256:…' of its key of another kind, which it shows where it is asked for that. */
  otherHostKey: string
  /** 'SHA256:…' of the key that it shows after `changeHostKey()`. */
  nextHostKey: string
  /** The folder of this disk that its accounts see as /. */
  root: string
  /** Puts a file there, as the provider would. */
  put(path: string, content: string | Buffer): void
  setPassword(user: SftpUser, password: string): void
  /** Lets the account sign in with a key: a line as authorized_keys has it. */
  authorize(user: SftpUser, publicKey: string): void
  changeHostKey(): Promise<void>
  /** From now on it knows nothing but algorithms that are refused by default. */
  speakOldOnly(): Promise<void>
  /** Stops every process of it as it is; new connections are taken by the system and not answered. */
  freeze(): Promise<void>
  thaw(): Promise<void>
  /** Ends all connections there are, as a crash would. */
  drop(): Promise<void>
  /** How many connections there are to it. */
  connections(): Promise<number>
  stop(): Promise<void>
}

/** Whether a server can be started here: its accounts and disks need root on Linux. Cases without it are skipped by name. */
export const canStartSftp =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  findSshd() !== undefined &&
  spawnSync('unshare', ['--mount', '--pid', '--fork', '--mount-proc', 'true']).status === 0

// Accounts, PAM and disks are those of a name space of their own, so that this machine gets no account and nothing is
// left over: all of it ends with its first process, which ends with its input, also when the tests are killed.
const keeperScript = `
  trap 'rm -rf "$1"' EXIT
  trap 'exit 1' HUP INT TERM
  unshare --mount --pid --fork --kill-child --mount-proc /bin/sh -c "$3" keeper "$1" "$2"
`
const serverScript = `
  set -e
  dir=$1 sshd=$2
  mount -t tmpfs -o mode=755 none /run
  mkdir /run/sshd
  for file in passwd shadow group nsswitch.conf; do mount --bind "$dir/etc/$file" "/etc/$file"; done
  mount --bind "$dir/etc/pam" /etc/pam.d/sshd
  mount --bind "$dir/files" /mnt
  mount -t tmpfs -o size=1m,mode=777 none /mnt/small
  begin() { "$sshd" -D -f "$dir/config" -E "$dir/log" & server=$!; }
  others() { for at in /proc/[0-9]*; do id=\${at#/proc/}; [ $id = 1 ] || [ $id = $server ] || echo $id; done; }
  begin
  echo ready
  while read -r word; do
    case $word in
      restart) kill $server; wait $server || true; begin;;
      freeze) kill -STOP -1;;
      thaw) kill -CONT -1;;
      drop) kill -KILL $(others) 2>/dev/null || true;;
    esac
    echo "$word"
  done
`

/** A real OpenSSH on loopback: `ToInvoiceCloud`, `FromInvoiceCloud/Payments`, a folder that is not its accounts' and a full disk. */
export async function startSftp(): Promise<SftpServer> {
  const sshd = findSshd()
  if (!sshd) throw new Error("OpenSSH's server is missing: run `npm test`, which installs it.")
  const dir = mkdtempSync(join(tmpdir(), 'utility-interfaces-sftp-'))
  const port = await freePort()
  const keys = {
    first: makeKey(dir, 'first'),
    second: makeKey(dir, 'second'),
    other: makeKey(dir, 'other', ['ecdsa']),
  }
  const root = makeFolders(dir)
  const passwords = new Map(Object.keys(users).map((user) => [user, sftpPassword]))
  writeAccounts(dir, passwords)
  let key = keys.first
  const configure = (more = '') =>
    writeFileSync(join(dir, 'config'), configOf(dir, port, [key.file, keys.other.file], more))
  configure()

  const args = ['-c', keeperScript, 'keeper', dir, sshd, serverScript]
  const keeper = spawn('/bin/sh', args, { detached: true })
  const say = await talkWith(keeper)
  const answersAt = () => answers(port, join(dir, 'log'))
  const restart = async () => {
    await say('restart')
    await answersAt()
  }
  await answersAt()
  return {
    host: '127.0.0.1',
    port,
    address: `127.0.0.1:${port}`,
    get hostKey() {
      return key.fingerprint
    },
    otherHostKey: keys.other.fingerprint,
    nextHostKey: keys.second.fingerprint,
    root,
    put(path, content) {
      writeFileSync(join(root, path), content)
      chownSync(join(root, path), owner, owner)
    },
    setPassword(user, password) {
      passwords.set(user, password)
      writeAccounts(dir, passwords)
    },
    authorize(user, publicKey) {
      writeFileSync(join(dir, 'keys', user), `${publicKey}\n`, { flag: 'a' })
    },
    changeHostKey() {
      key = key === keys.first ? keys.second : keys.first
      configure()
      return restart()
    },
    speakOldOnly() {
      key = makeKey(dir, 'old', ['rsa', '-b', '2048'])
      configure(oldOnly)
      return restart()
    },
    freeze: () => say('freeze'),
    thaw: () => say('thaw'),
    drop: () => say('drop'),
    connections: async () => {
      const there = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1)
      const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
      // 01 is a connection that is there, by what Linux counts.
      return there
        .map((line) => line.trim().split(/\s+/))
        .filter(([, at, , state]) => at === local && state === '01').length
    },
    async stop() {
      const closed = new Promise((resolve) => keeper.once('close', resolve))
      keeper.stdin.end()
      await closed
    },
  }
}

const oldOnly = `
KexAlgorithms diffie-hellman-group14-sha1
HostKeyAlgorithms ssh-rsa
Ciphers aes128-cbc
MACs hmac-sha1
`

/** What follows a Match belongs to it, so that the rest comes before. */
const configOf = (dir: string, port: number, hostKeys: string[], more: string) => `
ListenAddress 127.0.0.1:${port}
${hostKeys.map((file) => `HostKey ${file}`).join('\n')}
PidFile none
UsePAM yes
UseDNS no
StrictModes no
MaxStartups 100
AuthorizedKeysFile ${dir}/keys/%u
KbdInteractiveAuthentication no
Subsystem sftp internal-sftp
${more}
Match User keyboard
  PasswordAuthentication no
  KbdInteractiveAuthentication yes
Match User second
  AuthenticationMethods password,keyboard-interactive
  KbdInteractiveAuthentication yes
Match User nofiles
  ForceCommand /bin/false
Match all
  ChrootDirectory /mnt
  ForceCommand internal-sftp
`

function makeFolders(dir: string) {
  for (const folder of ['etc', 'keys']) mkdirSync(join(dir, folder))
  const root = join(dir, 'files')
  const own = ['ToInvoiceCloud', 'FromInvoiceCloud', 'FromInvoiceCloud/Payments']
  for (const folder of ['', ...own, 'locked', 'small']) mkdirSync(join(root, folder))
  // What a town may look into is readable also where the tests run with a umask of their own.
  for (const folder of ['', '..', 'locked']) chmodSync(join(root, folder), 0o755)
  for (const folder of own) chownSync(join(root, folder), owner, owner)
  return root
}

function writeAccounts(dir: string, passwords: Map<string, string>) {
  const write = (file: string, lines: string[]) =>
    // In place: a file that took its place would not be seen in the server's name space.
    writeFileSync(join(dir, 'etc', file), `${lines.join('\n')}\n`)
  write('passwd', [
    'root:x:0:0::/root:/bin/sh',
    'sshd:x:100:65534::/run/sshd:/usr/sbin/nologin',
    ...Object.keys(users).map((name) => `${name}:x:${owner}:${owner}::/:/bin/sh`),
  ])
  write('group', ['root:x:0:', 'nogroup:x:65534:', `town:x:${owner}:`])
  write('nsswitch.conf', ['passwd: files', 'group: files', 'shadow: files', 'hosts: files dns'])
  write('pam', [
    'auth required pam_unix.so nodelay',
    'account required pam_unix.so',
    'password required pam_unix.so',
    'session required pam_permit.so',
  ])
  const days = (name: string) =>
    name === 'expired' ? '0:0:99999:7:::' : name === 'closed' ? '19000:0:99999:7::1:' : '19000:0:99999:7:::'
  write('shadow', [
    'root:*:19000:0:99999:7:::',
    'sshd:*:19000:0:99999:7:::',
    ...[...passwords].map(([name, password]) => `${name}:${hashOf(password)}:${days(name)}`),
  ])
  chmodSync(join(dir, 'etc/shadow'), 0o600)
}

const hashes = new Map<string, string>()

function hashOf(password: string) {
  const known = hashes.get(password)
  if (known) return known
  const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], {
    input: `${password}\n`,
    encoding: 'utf8',
  }).trim()
  hashes.set(password, hash)
  return hash
}

function makeKey(dir: string, name: string, kind = ['ed25519']) {
  const file = join(dir, name)
  if (!existsSync(file)) execFileSync('ssh-keygen', ['-q', '-t', ...kind, '-N', '', '-f', file])
  const blob = Buffer.from(readFileSync(`${file}.pub`, 'utf8').split(' ')[1] as string, 'base64')
  const hash = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')
  return { file, fingerprint: `SHA256:${hash}` }
}

/** Says a word to the keeper and waits until it has said it again. */
async function talkWith(keeper: ChildProcessWithoutNullStreams): Promise<(word: string) => Promise<void>> {
  let errors = ''
  keeper.stderr.on('data', (text) => (errors += text))
  keeper.stdin.on('error', () => undefined)
  const lines = createInterface({ input: keeper.stdout })
  const waiting: { resolve(): void; reject(error: Error): void }[] = []
  lines.on('line', () => waiting.shift()?.resolve())
  lines.on('close', () => {
    for (const { reject } of waiting) reject(new Error(`OpenSSH's server ended:\n${errors}`))
  })
  const heard = () => new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }))
  await heard()
  return (word) => {
    const answer = heard()
    keeper.stdin.write(`${word}\n`)
    return answer
  }
}

/** Waits until the server greets. */
async function answers(port: number, log: string) {
  for (let tries = 0; tries < 400; tries++) {
    const greeted = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('data', () => resolve(true))
      socket.once('error', () => resolve(false))
      socket.once('close', () => resolve(false))
      socket.once('data', () => socket.destroy())
    })
    if (greeted) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`OpenSSH's server does not answer:\n${existsSync(log) ? readFileSync(log, 'utf8') : ''}`)
}
