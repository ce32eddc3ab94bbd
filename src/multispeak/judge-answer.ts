import { type OutboundFault, plainText } from '../outbound/fault.ts'
import { faultOf } from '../outbound/fault-words.ts'
import { faultAfter, type HttpsAnswer, type HttpsMessage, type HttpsServer } from '../outbound/https.ts'
import { withoutPassword } from '../outbound/without-password.ts'
import type { VendorCalls, VendorMethod } from './calls.ts'
import { isPractice } from './contexts.ts'
import { NotMultiSpeak } from './not-multispeak.ts'
import { readReply } from './read-reply.ts'
import type { Version } from './version.ts'

/** What the vendor answers. Throws OutboundFault; nothing of what it says is kept with the password in it. */
export async function judgeAnswer<M extends VendorMethod>(
  server: HttpsServer,
  version: Version,
  method: M,
  message: HttpsMessage,
  { status, line: told, body }: HttpsAnswer,
): Promise<VendorCalls[M]['answers']> {
  const { stage } = message
  const line = clean(server, told)
  if (status >= 300 && status < 400) throw faultOf(server, stage, 'redirected', { found: line })
  const reply = await readReply(version, method, body).catch((error) => {
    if (error instanceof NotMultiSpeak) return { why: clean(server, error.why) }
    throw error
  })
  if ('fault' in reply) {
    const text = clean(server, reply.fault.text) || clean(server, reply.fault.code)
    throw refusesLogin(text)
      ? loginRefused(server, message, text)
      : faultOf(server, stage, 'vendor-error', { found: text })
  }
  if (status >= 400) throw statusFault(server, message, status, line)
  if ('why' in reply) throw faultAfter(server, message, true, 'not-multispeak', reply.why)
  if (isPractice(reply.context))
    throw faultAfter(server, message, true, 'not-production', systemOf(clean(server, reply.context)))
  return withoutPasswords(server, reply.answers)
}

/** `training system, with Context="Training"` */
function systemOf(context: string) {
  const is = context.trim().toLowerCase()
  const kind = is === 'training' || is === 'development' ? is : 'test'
  return `${kind} system, with Context="${context.slice(0, 30)}"`
}

function statusFault(server: HttpsServer, message: HttpsMessage, status: number, line: string) {
  const { stage } = message
  if (status === 401 || status === 403) return loginRefused(server, message, line)
  if (status === 404 || status === 410) return faultOf(server, stage, 'no-service', { found: line })
  // Too early, and too often: it was not done, and may be later.
  if (status === 408 || status === 429) return faultOf(server, stage, 'server-failed', { found: line })
  if (status < 500) return faultOf(server, stage, 'refused', { found: line })
  return faultAfter(server, message, true, 'server-failed', line)
}

const refusals = [
  /\b(pass ?word|pwd|user ?(id|name)|log[- ]?in|log[- ]?on|credentials?)\b.{0,40}\b(invalid|incorrect|wrong|unknown|failed|denied|refused|rejected|expired|locked|disabled|not (valid|found|recogni[sz]ed|authori[sz]ed|correct))\b/i,
  /\b(invalid|incorrect|wrong|bad|unknown)\b.{0,40}\b(pass ?word|pwd|user ?(id|name)|log[- ]?in|log[- ]?on|credentials?)\b/i,
  /\b(un|not )authori[sz]ed\b|\bauthentication (failed|failure|error)\b|\bnot authenticated\b|\baccess (is )?denied\b/i,
]

/** Vendors say by a fault like any other that the login is wrong; to try it again by and by would lock the account. */
const refusesLogin = (text: string) => refusals.some((words) => words.test(text))

function loginRefused(server: HttpsServer, { stage }: HttpsMessage, said: string): OutboundFault {
  const { host, port, userName } = server
  return faultOf(server, stage, 'login-refused', {
    said,
    words: {
      sentence: `The server ${host} refuses the user name ${userName} with this password and company. It was tried once.`,
      forProvider: `The login of ${userName} at ${host}, port ${port}, is refused. Is the account open, is the company right, and did the password change?`,
    },
  })
}

const clean = ({ login }: HttpsServer, said: string) => plainText(withoutPassword(login, said))

/** What is said of one thing is kept and shown too: an error object's text, the error of a payment. */
function withoutPasswords<Answers>(server: HttpsServer, answers: unknown): Answers {
  return JSON.parse(JSON.stringify(answers), (key, value) =>
    (key === 'text' || key === 'error') && typeof value === 'string' ? clean(server, value) : value,
  )
}
