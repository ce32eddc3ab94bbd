import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import ssh2, { type SFTPWrapper } from 'ssh2'
import { algorithms } from './algorithms.ts'
import { type FaultCode, OutboundFault, type Stage } from './fault.ts'
import { type FaultDetails, faultOf } from './fault-words.ts'
import { type OnStage, reach } from './reach.ts'
import { type Login, tryOnce } from './sign-in.ts'
import type { Target } from './target.ts'

/** Milliseconds that are waited: for all of the opening, for one call, and between two signs of life (three may miss). */
export type Patience = { opening: number; call: number; signOfLife: number }

type Done<T> = (error: Error | null | undefined, value?: T) => void

/** A connection with its file session. */
export type Line = {
  serverKey: string
  /**
   * One call of ssh2, which by itself never comes back when the connection ends in the middle: it also ends with the
   * connection, the signal and its deadline, then as an OutboundFault. What the server refuses has a `code` of SFTP.
   */
  call<T>(stage: Stage, start: (sftp: SFTPWrapper, done: Done<T>) => void): Promise<T>
  close(): Promise<void>
}

export type LineOptions = { signal: AbortSignal; patience: Patience; onStage: OnStage }

const goodbyeMs = 1_000

/** Connects, compares the server's key, signs in with this one login and opens the file session. Throws OutboundFault. */
export async function openLine(target: Target, login: Login, options: LineOptions): Promise<Line> {
  const { signal, patience, onStage } = options
  const opening = AbortSignal.any([signal, AbortSignal.timeout(patience.opening)])
  const socket = await reach(target, opening, onStage)
  socket.setNoDelay(true)
  const line = new OpenLine(target, socket, signal, patience)
  const late = () => line.end('timed-out')
  opening.addEventListener('abort', late)
  if (opening.aborted) late()
  try {
    await line.signIn(login, onStage)
    await line.openSession()
    onStage('file-session', '')
  } finally {
    opening.removeEventListener('abort', late)
  }
  return line
}

class OpenLine implements Line {
  serverKey = ''
  readonly #target: Target
  readonly #socket: Socket
  readonly #signal: AbortSignal
  readonly #patience: Patience
  readonly #client = new ssh2.Client()
  /** The calls that wait, each with what ends it. */
  readonly #waiting = new Set<(fault: (stage: Stage) => OutboundFault) => void>()
  #sftp: SFTPWrapper | undefined
  #over: ((stage: Stage) => OutboundFault) | undefined
  #sentLogin = false
  #signedIn = false
  #wasEnded = false
  #banner = ''

  constructor(target: Target, socket: Socket, signal: AbortSignal, patience: Patience) {
    this.#target = target
    this.#socket = socket
    this.#signal = signal
    this.#patience = patience
    signal.addEventListener('abort', this.#abort)
    // These stay on after the end: ssh2 has errors that come later, and one that nobody hears ends the process.
    this.#client
      .on('error', (error) => this.#fail(error))
      .on('end', () => {
        this.#wasEnded = true
      })
      .on('close', () => this.#closed())
      .on('banner', (text) => {
        this.#banner = `${this.#banner} ${text}`.slice(0, 2_000)
      })
      .on('change password', () => this.end('password-expired', { said: this.#banner }))
  }

  async signIn(login: Login, onStage: OnStage) {
    const nextTry = tryOnce(this.#target.userName, login, {
      began: () => {
        this.#sentLogin = true
      },
      asksForMore: (prompt) => this.#asksForMore(prompt),
    })
    await this.#wait<void>('signed-in', undefined, (done) => {
      this.#client.once('ready', () => done(null))
      this.#client.connect({
        sock: this.#socket,
        username: this.#target.userName,
        algorithms: algorithms(this.#target.usesOldAlgorithms),
        hostVerifier: (key: Buffer) => this.#isAccepted(key, onStage),
        authHandler: (offered, isPartly, next) => next(nextTry(offered, isPartly) as never),
        readyTimeout: 0,
        keepaliveInterval: this.#patience.signOfLife,
        keepaliveCountMax: 3,
      })
    })
    this.#signedIn = true
    onStage('signed-in', this.#target.userName)
  }

  async openSession() {
    const stage: Stage = 'file-session'
    try {
      this.#sftp = await this.#wait<SFTPWrapper>(stage, undefined, (done) => this.#client.sftp(done))
    } catch (error) {
      if (error instanceof OutboundFault) throw error
      const code = saysExpired(this.#banner) ? 'password-expired' : 'no-file-session'
      this.end(code, { said: this.#banner })
      throw faultOf(this.#target, stage, code, { said: this.#banner })
    }
    this.#sftp.on('error', (error: Error) => this.#fail(error)).on('close', () => this.end('dropped'))
  }

  call<T>(stage: Stage, start: (sftp: SFTPWrapper, done: Done<T>) => void): Promise<T> {
    return this.#wait<T>(stage, this.#patience.call, (done) => start(this.#sftp as SFTPWrapper, done))
  }

  /** Ends everything that waits, and the connection at once. */
  end(code: FaultCode, details: FaultDetails = {}) {
    if (this.#over) return
    this.#over = (stage) => faultOf(this.#target, stage, code, details)
    this.#signal.removeEventListener('abort', this.#abort)
    for (const lost of this.#waiting) lost(this.#over)
    this.#waiting.clear()
    this.#socket.destroy()
  }

  async close() {
    if (!this.#over) {
      this.#over = (stage) => faultOf(this.#target, stage, 'dropped')
      this.#signal.removeEventListener('abort', this.#abort)
      this.#client.end()
    }
    if (this.#socket.closed) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#socket.destroy(), goodbyeMs)
      this.#socket.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #wait<T>(stage: Stage, ms: number | undefined, start: (done: Done<T>) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#over) return reject(this.#over(stage))
      const timer = ms === undefined ? undefined : setTimeout(() => this.end('timed-out'), ms)
      const lost = (fault: (stage: Stage) => OutboundFault) => {
        clearTimeout(timer)
        reject(fault(stage))
      }
      this.#waiting.add(lost)
      const done: Done<T> = (error, value) => {
        if (!this.#waiting.has(lost)) return
        // ssh2's own word for an end that it noticed before the socket did.
        if (error && this.#sftp && typeof (error as { code?: unknown }).code !== 'number')
          return this.end('dropped')
        this.#waiting.delete(lost)
        clearTimeout(timer)
        if (error) reject(error)
        else resolve(value as T)
      }
      try {
        start(done)
      } catch (error) {
        done(error as Error)
      }
    })
  }

  readonly #abort = () => this.end('timed-out')

  /** The key is judged before the login is sent; ssh2 asks again when keys are agreed on anew. */
  #isAccepted(key: Buffer, onStage: OnStage): boolean {
    const print = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
    const known = this.#target.serverKeys
    if (known.includes(print)) {
      if (this.serverKey === '') onStage('server-key', print)
      this.serverKey = print
      return true
    }
    this.#endAt('server-key', known.length === 0 ? 'server-key-new' : 'server-key-changed', {
      serverKey: print,
    })
    return false
  }

  /** Before the login is sent, what waits for the sign-in is still at the server's key. */
  #endAt(stage: Stage, code: FaultCode, details: FaultDetails = {}) {
    if (this.#over) return
    const fault = faultOf(this.#target, stage, code, details)
    for (const lost of this.#waiting) lost(() => fault)
    this.#waiting.clear()
    this.end(code, details)
  }

  #asksForMore(prompt: string) {
    const wantsNew = /current|new|change|expired/i.test(prompt) || saysExpired(this.#banner)
    if (wantsNew) return this.end('password-expired', { said: prompt || this.#banner })
    this.end('login-refused', { said: prompt || this.#banner, words: secondProofWords(this.#target) })
  }

  #fail(error: Error & { level?: string; code?: unknown }) {
    const stage = this.#signedIn ? 'transfer' : this.#sentLogin ? 'signed-in' : 'server-key'
    if (error.level === 'handshake' && /no matching/.test(error.message))
      return this.#endAt(stage, 'only-old-algorithms')
    if (error.level === 'client-authentication') return this.end('login-refused', { said: this.#banner })
    if (error.level === 'client-timeout' || error.code === 'ETIMEDOUT') return this.#endIn('timed-out')
    if (error.level === 'client-socket' || /^Connection lost/.test(error.message))
      return this.#endIn('dropped')
    // A number is the server's reason to end the connection, with its words.
    if (typeof error.code === 'number') return this.#saidGoodbye(error.message)
    this.#endIn('failed')
  }

  #endIn(code: FaultCode, details: FaultDetails = {}) {
    if (this.#signedIn || this.#sentLogin) this.end(code, details)
    else this.#endAt('server-key', code, details)
  }

  #saidGoodbye(said: string) {
    if (this.#sentLogin && !this.#signedIn) this.end('login-refused', { said })
    else this.#endIn('dropped', { said })
  }

  #closed() {
    // A server that hangs up on a login without a word has refused it; to try again would lock the account.
    if (this.#wasEnded && this.#sentLogin && !this.#signedIn)
      this.end(saysExpired(this.#banner) ? 'password-expired' : 'login-refused', { said: this.#banner })
    else this.#endIn('dropped')
  }
}

const saysExpired = (text: string) => /passw/i.test(text) && /expire|change/i.test(text)

function secondProofWords({ host, port, userName }: Target) {
  return {
    sentence: `The server ${host} takes the login of ${userName} and then asks for a second proof, such as a code, which a program cannot give.`,
    forProvider: `The account ${userName} at ${host}, port ${port}, is asked for a second proof after its login. Can it sign in without, because a program uses it?`,
  }
}
