import type { FaultCode } from './fault.ts'
import type { Target } from './target.ts'

/** What an error of ssh2 means, and what the server said with it. */
export function codeOfError(
  error: Error & { level?: string; code?: unknown },
  state: 'server-key' | 'signed-in' | 'open',
): { code: FaultCode; said?: string } {
  const { level, code, message } = error
  if (level === 'handshake' && /no matching/.test(message)) return { code: 'only-old-algorithms' }
  if (level === 'client-authentication') return { code: 'login-refused' }
  if (level === 'client-timeout' || code === 'ETIMEDOUT') return { code: 'timed-out' }
  if (level === 'client-socket' || /^Connection lost/.test(message)) return { code: 'dropped' }
  // A number is the server's reason to end the connection, with its words.
  if (typeof code === 'number')
    return { code: state === 'signed-in' ? 'login-refused' : 'dropped', said: message }
  return { code: 'failed' }
}

/** Servers tell by a banner why a password opens nothing. */
export const saysExpired = (text: string) => /passw/i.test(text) && /expire|change/i.test(text)

export function secondProofWords({ host, port, userName }: Target) {
  return {
    sentence: `The server ${host} takes the login of ${userName} and then asks for a second proof, such as a code, which a program cannot give.`,
    forProvider: `The account ${userName} at ${host}, port ${port}, is asked for a second proof after its login. Can it sign in without, because a program uses it?`,
  }
}
