import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import ssh2, { type SFTPWrapper } from 'ssh2'
import { algorithms, type KeyKind } from './algorithms.ts'
import { type FaultCode, OutboundFault, type Stage } from './fault.ts'
import { type FaultDetails, faultOf } from './fault-words.ts'
import { otherServerWords, watchGreeting } from './greeting.ts'
import { type OnStage, reach } from './reach.ts'
import { type Login, tryOnce } from './sign-in.ts'
import { codeOfError, saysExpired, secondProofWords } from './ssh-errors.ts'
import type { Target } from './target.ts'
import { type Done, WaitingCalls } from './waiting-calls.ts'
import { withoutPassword } from './without-password.ts'

/** Milliseconds that are waited: for all of the opening, for one call, and between two signs of life (three may miss). */
export type Patience = { opening: number; call: number; signOfLife: number }

export type LineOptions = { signal: AbortSignal; patience: Patience; onStage: OnStage; keyKind?: KeyKind }

const goodbyeMs = 1_000
const longestBanner = 2_000

/** Connects, compares the server's key, signs in with this one login and opens the file session. Throws OutboundFault. */
export async function openLine(target: Target, login: Login, options: LineOptions): Promise<Line> {
  const { signal, patience, onStage, keyKind } = options
  const opening = AbortSignal.any([signal, AbortSignal.timeout(patience.opening)])
  const socket = await reach(target, opening, onStage)
  socket.setNoDelay(true)
  const line = new Line(target, socket, login, signal, patience)
  const late = () => line.end('timed-out')
  opening.addEventListener('abort', late)
  try {
    if (opening.aborted) late()
    await line.signIn(onStage, keyKind)
    await line.openSession()
    onStage('file-session', '')
    return line
  } catch (error) {
    line.end('dropped')
    throw error
  } finally {
    opening.removeEventListener('abort', late)
  }
}

/** A connection with its file session. */
export class Line {
  /** 'SHA256:…' of the key that the server showed, once it was accepted. */
  serverKey = ''
  readonly #target: Target
  readonly #socket: Socket
  readonly #login: Login
  readonly #signal: AbortSignal
  readonly #patience: Patience
  readonly #client = new ssh2.Client()
  readonly #calls = new WaitingCalls()
  #sftp: SFTPWrapper | undefined
  #state: 'server-key' | 'signed-in' | 'open' = 'server-key'
  /** The other side said that it sends no more, which a line that breaks does not. */
  #saidEnd = false
  #banner = ''

  constructor(target: Target, socket: Socket, login: Login, signal: AbortSignal, patience: Patience) {
    this.#target = target
    this.#socket = socket
    this.#login = login
    this.#signal = signal
    this.#patience = patience
    signal.addEventListener('abort', this.#abort)
    // These stay on after the end: ssh2 has errors that come later, and one that nobody hears ends the process.
    this.#client
      .on('error', (error) => this.#failed(error))
      .on('end', () => {
        this.#saidEnd = true
      })
      .on('close', () => this.#closed())
      .on('banner', (text) => {
        this.#banner = `${this.#banner} ${text}`.slice(0, longestBanner)
      })
      .on('change password', (prompt) => this.end('password-expired', { said: prompt || this.#banner }))
  }

  async signIn(onStage: OnStage, keyKind?: KeyKind) {
    const nextTry = tryOnce(this.#target.userName, this.#login, {
      began: () => {
        this.#state = 'signed-in'
      },
      asksForMore: (prompt) => this.#asksForMore(prompt),
    })
    const stage = () => (this.serverKey === '' ? 'server-key' : 'signed-in')
    await this.#calls.wait<void>(stage, (done) => {
      this.#client.once('ready', () => done(null))
      this.#client.connect({
        sock: this.#socket,
        username: this.#target.userName,
        algorithms: algorithms(this.#target.usesOldAlgorithms, keyKind),
        hostVerifier: (key: Buffer) => this.#isAccepted(key, onStage),
        authHandler: (offered, isPartly, next) => next(nextTry(offered, isPartly) as never),
        readyTimeout: 0,
        keepaliveInterval: this.#patience.signOfLife,
        keepaliveCountMax: 3,
      })
      watchGreeting(this.#socket, (said) =>
        this.end('failed', { said, words: otherServerWords(this.#target) }),
      )
    })
    this.#state = 'open'
    onStage('signed-in', this.#target.userName)
  }

  async openSession() {
    const open = (done: Done<SFTPWrapper>) => this.#client.sftp(done)
    const sftp = await this.#calls
      .wait<SFTPWrapper>(() => 'file-session', open)
      .catch((error) => {
        if (error instanceof OutboundFault) throw error
        const code = saysExpired(this.#banner) ? 'password-expired' : 'no-file-session'
        throw this.#faultOf('file-session', code, { said: this.#banner })
      })
    sftp.on('error', (error: Error) => this.#failed(error)).on('close', () => this.end('dropped'))
    this.#sftp = sftp
  }

  /**
   * One call of ssh2, which by itself never comes back when the connection ends in the middle: it also ends with the
   * connection, the signal and its deadline, then as an OutboundFault. What the server refuses has a `code` of SFTP.
   */
  call<T>(stage: Stage, start: (sftp: SFTPWrapper, done: Done<T>) => void): Promise<T> {
    const begin = (done: Done<T>) => start(this.#sftp as SFTPWrapper, this.#endingWith(done))
    return this.#calls.wait<T>(
      () => stage,
      begin,
      this.#patience.call,
      () => this.end('timed-out'),
    )
  }

  /** Ends everything that waits, and the connection at once. */
  end(code: FaultCode, details: FaultDetails = {}) {
    this.#calls.end((stage) => this.#faultOf(stage, code, details))
    this.#signal.removeEventListener('abort', this.#abort)
    this.#socket.destroy()
  }

  /** Says goodbye, and leaves all the same where nobody answers. */
  async close() {
    const wasOver = this.#calls.isOver
    this.#calls.end((stage) => faultOf(this.#target, stage, 'dropped'))
    this.#signal.removeEventListener('abort', this.#abort)
    if (!wasOver) this.#client.end()
    if (this.#socket.closed) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#socket.destroy(), goodbyeMs)
      this.#socket.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  readonly #abort = () => this.end('timed-out')

  /** ssh2 has an error without a number for the calls that a connection left behind. */
  #endingWith<T>(done: Done<T>): Done<T> {
    return (error, value) => {
      if (error && typeof (error as { code?: unknown }).code !== 'number') return this.end('dropped')
      if (error) error.message = withoutPassword(this.#login, error.message)
      done(error, value)
    }
  }

  #faultOf(stage: Stage, code: FaultCode, { said = '', ...details }: FaultDetails) {
    return faultOf(this.#target, stage, code, { ...details, said: withoutPassword(this.#login, said) })
  }

  /** The key is judged before the login is sent; ssh2 asks again when keys are agreed on anew. */
  #isAccepted(key: Buffer, onStage: OnStage): boolean {
    const hash = createHash('sha256').update(key).digest('base64')
    const serverKey = `SHA256:${hash.replace(/=+$/, '')}`
    const known = this.#target.serverKeys
    const isKnown = known.includes(serverKey)
    if (!isKnown) this.end(known.length === 0 ? 'server-key-new' : 'server-key-changed', { serverKey })
    else if (this.serverKey === '') onStage('server-key', serverKey)
    this.serverKey = serverKey
    return isKnown
  }

  #asksForMore(prompt: string) {
    const said = prompt || this.#banner
    if (/current|new|change|expired/i.test(prompt) || saysExpired(this.#banner))
      this.end('password-expired', { said })
    else this.end('login-refused', { said, words: secondProofWords(this.#target) })
  }

  #failed(error: Error) {
    const { code, said } = codeOfError(error, this.#state)
    this.end(code, { said: said ?? (code === 'login-refused' ? this.#banner : '') })
  }

  #closed() {
    // A server that hangs up on a login without a word has refused it; to try again by and by would lock the account.
    const isRefusal = this.#saidEnd && this.#state === 'signed-in'
    if (!isRefusal) return this.end('dropped')
    this.end(saysExpired(this.#banner) ? 'password-expired' : 'login-refused', { said: this.#banner })
  }
}
