import { isIP } from 'node:net'
import {
  checkServerIdentity,
  connect,
  createSecureContext,
  getCACertificates,
  type PeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls'
import { beginningWords, certificateWords, codeOfHandshake } from './certificate.ts'
import { type FaultCode, type OutboundFault, plainText } from './fault.ts'
import { type About, faultOf } from './fault-words.ts'
import { type OnStage, reach } from './reach.ts'

export type TlsServer = About & {
  /** Certificates as PEM that are trusted beside those that come with Node; '' where none are. */
  certificateAuthority: string
  allowed: string[]
}

export type TlsOptions = {
  /** The deadline for all. */
  signal: AbortSignal
  /** Milliseconds in which nothing may come. */
  silence: number
  onStage: OnStage
  at: Date
}

/**
 * Connects to the very address that was judged, and agrees on encryption with a server that proves its name. Throws
 * OutboundFault; nothing was sent then.
 */
export async function openTls(server: TlsServer, options: TlsOptions): Promise<TLSSocket> {
  const { signal, silence, onStage, at } = options
  const plain = await reach(server, signal, onStage)
  plain.setNoDelay(true)
  const { host } = server
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>()
  let shown: PeerCertificate | undefined
  const socket = connect({
    socket: plain,
    host,
    ...(isIP(host) === 0 && { servername: host }),
    secureContext: contextFor(server.certificateAuthority),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: true,
    checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate),
  })
  const fail = (fault: OutboundFault) => {
    reject(fault)
    socket.destroy()
    plain.destroy()
  }
  const late = () => fail(faultOf(server, 'certificate', 'timed-out'))
  signal.addEventListener('abort', late)
  socket.setTimeout(silence, late)
  // Before it is judged, so that a refused one can be told too.
  socket.prependOnceListener('secure', () => {
    shown = socket.getPeerCertificate()
  })
  // Stays on: an error that comes when nobody listens any more would end the process.
  socket.on('error', (error: HandshakeError) => fail(handshakeFault(server, error, shown, at)))
  socket.once('close', () => fail(faultOf(server, 'certificate', 'dropped')))
  socket.once('secureConnect', () => resolve(socket))
  if (signal.aborted) late()
  try {
    await promise
    onStage('certificate', certificateWords(socket.getPeerCertificate(), at))
    return socket
  } finally {
    signal.removeEventListener('abort', late)
    socket.off('timeout', late)
  }
}

type HandshakeError = Error & { code?: string; cert?: PeerCertificate }

function handshakeFault(
  server: TlsServer,
  { code, cert }: HandshakeError,
  shown: PeerCertificate | undefined,
  at: Date,
) {
  const meaning = codeOfHandshake(code)
  const words = code === 'CERT_NOT_YET_VALID' ? beginningWords : certificateWords
  return faultOf(server, 'certificate', meaning, {
    found: meaning === 'certificate-other-name' ? namesIn(cert) : shown && words(shown, at),
    words: wordsFor(server, meaning),
  })
}

function wordsFor({ host, port }: About, code: FaultCode) {
  if (code !== 'only-old-algorithms') return undefined
  return {
    sentence: `The server ${host} offers only encryption that is no longer safe, older than TLS 1.2. Nothing was sent.`,
    forProvider: `${host}, port ${port}, offers only encryption that is no longer safe. Can it offer TLS 1.2 or 1.3?`,
  }
}

const longestNames = 200

function namesIn(certificate: PeerCertificate | undefined) {
  const names = certificate?.subjectaltname ?? certificate?.subject?.CN ?? ''
  return plainText([names].flat().join(', ')).slice(0, longestNames)
}

let kept: { authority: string; context: SecureContext } | undefined

/** Reading all authorities takes longer than a call, so what was read last is kept. */
function contextFor(authority: string): SecureContext {
  if (kept?.authority !== authority) {
    // A vendor often gives the certificate in between, or the server's own: exactly that is trusted then.
    const more = { ca: [...getCACertificates('default'), authority], allowPartialTrustChain: true }
    kept = {
      authority,
      context: createSecureContext({ minVersion: 'TLSv1.2', ...(authority !== '' && more) }),
    }
  }
  return kept.context
}
