import type { Socket } from 'node:net'
import type { Target } from './target.ts'

const longest = 1_000
/** FTP, mail and web servers, and what speaks TLS and is asked in plain text. */
const others = ['220 ', '220-', 'HTTP/', '\u0015\u0003']

/**
 * What greets at the port, and is no SSH server: `found` gets its words as soon as they are plain. Port 21 is typed
 * easily, and an FTP server waits there politely until the deadline.
 */
export function watchGreeting(socket: Socket, found: (said: string) => void) {
  let text = ''
  const listen = (bytes: Buffer) => {
    text += bytes.toString('latin1', 0, longest)
    const isPlain = others.some((greeting) => text.startsWith(greeting))
    if (isPlain) found(text)
    // An SSH server may say a few lines before its name.
    if (isPlain || text.length > longest || /^SSH-/m.test(text)) socket.off('data', listen)
  }
  socket.on('data', listen)
}

export function otherServerWords({ host, port }: Target) {
  return {
    sentence: `What answers at ${host} on port ${port} is not an SFTP server. SFTP is usually on port 22; FTP and FTPS are something else.`,
    forProvider: `At ${host}, port ${port}, something other than SFTP answers. At which server and port do you offer SFTP?`,
  }
}
