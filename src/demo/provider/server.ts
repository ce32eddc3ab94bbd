import { createHash, timingSafeEqual } from 'node:crypto'
import { type AddressInfo, createServer } from 'node:net'
import ssh2, { type AuthContext, type Connection } from 'ssh2'
import { serveFolder } from './folder-session.ts'

type Login = { userName: string; password: string }

type Options = Login & {
  /** All that a client sees. */
  root: string
  hostKey: string
  /** 0 takes any that is free. */
  port: number
  arrived: (path: string) => void
}

const host = '127.0.0.1'
const digest = (text: string) => createHash('sha256').update(text).digest()

export const newHostKey = () => ssh2.utils.generateKeyPairSync('ed25519').private

/** As providers tell it and OpenSSH shows it: `SHA256:…`. */
export function fingerprintOf(hostKey: string) {
  const key = ssh2.utils.parseKey(hostKey)
  if (key instanceof Error || Array.isArray(key)) throw new Error('The key of the sample provider is none.')
  return `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`
}

function isLogin(asked: AuthContext, { userName, password }: Login) {
  return (
    asked.method === 'password' &&
    asked.username === userName &&
    timingSafeEqual(digest(asked.password), digest(password))
  )
}

/** An SFTP server on this machine alone, of one folder and for one login. Throws EADDRINUSE where the port is taken. */
export async function startServer({ root, hostKey, port, arrived, ...login }: Options) {
  const clients = new Set<Connection>()
  const ssh = new ssh2.Server({ hostKeys: [hostKey], ident: 'sample-provider' }, (client) => {
    clients.add(client)
    client.on('close', () => clients.delete(client))
    // A client that goes away in the middle is nothing to tell anybody.
    client.on('error', () => client.end())
    client.on('authentication', (asked) =>
      isLogin(asked, login) ? asked.accept() : asked.reject(['password']),
    )
    client.on('session', (accept) => {
      accept().on('sftp', (acceptFiles) => {
        const session = acceptFiles()
        session.on('error', () => client.end())
        serveFolder(session, { root, arrived })
      })
    })
  })
  // Its answers are short: with a delay each would wait for the one before to be acknowledged.
  const server = createServer({ noDelay: true }, (socket) => ssh.injectSocket(socket))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve())
  })
  server.on('error', () => undefined)
  return {
    host,
    port: (server.address() as AddressInfo).port,
    /** Ends every connection too. */
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const client of clients) client.end()
      await closed
    },
  }
}
