/**
 * The steps to a file session in their order and what is done in it; of HTTPS the first three, and then the certificate, an
 * answer and what the other side offers.
 */
export type Stage =
  | 'name'
  | 'allowed'
  | 'reached'
  | 'server-key'
  | 'signed-in'
  | 'file-session'
  | 'folders'
  | 'transfer'
  | 'certificate'
  | 'answered'
  | 'methods'

export type FaultCode =
  | 'name-unknown'
  | 'address-not-allowed'
  | 'unreachable'
  | 'timed-out'
  | 'dropped'
  | 'server-key-new'
  | 'server-key-changed'
  | 'only-old-algorithms'
  | 'login-refused'
  | 'password-expired'
  | 'no-file-session'
  | 'folder-missing'
  | 'not-permitted'
  | 'name-exists'
  | 'disk-full'
  | 'shortened'
  | 'answer-lost'
  | 'certificate-unknown'
  | 'certificate-expired'
  | 'certificate-other-name'
  | 'not-tls'
  | 'redirected'
  | 'refused'
  | 'no-service'
  | 'not-multispeak'
  | 'not-production'
  | 'too-large'
  | 'vendor-error'
  | 'server-failed'
  | 'failed'

/** What of a fault may leave the process that met it; no part of it is secret. */
type Fault = {
  stage: Stage
  code: FaultCode
  /** For the clerk: what happened. */
  sentence: string
  /** One sentence to tell the provider or vendor whose server it is. */
  forProvider: string
  /** What the server itself said, as plain text of one line. */
  said?: string | undefined
  /** 'SHA256:…' that the server showed, where its key is the matter. */
  serverKey?: string | undefined
}

/** The other side, or the way to it, did not do what was asked of it. Nothing else of `src/outbound/` is thrown on purpose. */
export class OutboundFault extends Error implements Fault {
  readonly stage: Stage
  readonly code: FaultCode
  readonly sentence: string
  readonly forProvider: string
  readonly said?: string | undefined
  readonly serverKey?: string | undefined

  constructor({ stage, code, sentence, forProvider, said, serverKey }: Fault) {
    super(`${code} at ${stage}`)
    this.name = 'OutboundFault'
    this.stage = stage
    this.code = code
    this.sentence = sentence
    this.forProvider = forProvider
    this.said = plainText(said ?? '') || undefined
    this.serverKey = serverKey
  }
}

const mostSaid = 300

/** What a server said, without what a page or a log could take for more than text. */
export function plainText(said: string): string {
  const line = said
    .slice(0, 4 * mostSaid)
    .replace(/\p{C}+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return [...line].slice(0, mostSaid).join('')
}
