import type { Deps } from '../../deps.ts'
import { waitOf } from '../../login-throttling/login-throttle.ts'
import type { OwnMethod } from '../../multispeak/calls.ts'
import { contentTypeOf, type Soap } from '../../multispeak/content-type.ts'
import { contexts, isPractice } from '../../multispeak/contexts.ts'
import { longestHeader } from '../../multispeak/read-envelope.ts'
import { BadRequest, type OwnRequest, readRequest, readRequestStart } from '../../multispeak/read-request.ts'
import { type Version, versionOf } from '../../multispeak/version.ts'
import { writeReply } from '../../multispeak/write-reply.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { checkVendorLogin, countUnreadable } from '../vendor-login/check-login.ts'
import { answerOf } from './answers.ts'
import { CallFault } from './call-fault.ts'
import { judgeOffered } from './offered.ts'

/** What a call is known by once it is read: for its fault, and for the log. */
export type Known = {
  soap?: Soap
  version?: Version
  method?: string
  isPractice?: boolean
  /** To be called once all of the answer is written: what was in it counts as told then. */
  noteEnd?: () => Promise<void>
}

type Call = {
  body: Buffer
  /** Of the address that was called. */
  version: Version
  /** Where the product is reached: `https://…`. */
  origin: string
  /** The network address of who calls. */
  address: string
  all: Settings
}

export type Reply = { contentType: string; pieces: AsyncGenerator<string> }

/**
 * Answers a call of the vendor, piece by piece; `known` is filled in on the way. Throws CallFault, and TooBusy where too many
 * logins are being looked at.
 */
export async function answerCall(deps: Deps, call: Call, known: Known): Promise<Reply> {
  const { all, origin } = call
  const { timeZone } = all.organization
  await judgeAddress(deps, call)
  // A stranger's message is read no further than to its login.
  const begun = await readStart(deps, call)
  Object.assign(known, { soap: begun.soap, version: begun.version })
  await judgeLogin(deps, call, begun)
  // One that breaks later is answered as its type says, like one that breaks before its login.
  Object.assign(known, { soap: undefined, version: undefined })
  const request = await reading(() => readRequest(call.body, { timeZone }))
  const { soap, version, header, method } = request
  Object.assign(known, { soap, version })
  // Only what is known, and of somebody who may ask: nothing else that a message says is in the log.
  known.method = request.asks === undefined ? 'another' : method
  known.isPractice = isPractice(header.context)
  const chosen = versionOf(all.prepaidMetering.interface) as Version
  if (version !== chosen || call.version !== chosen) {
    const text = `This office speaks MultiSpeak ${chosen}: send messages of that version to ${origin}/multispeak/${chosen}.`
    throw new CallFault('other-version', text)
  }
  const context = header.context === '' ? 'Production' : header.context
  if (!contexts.includes(context))
    throw new CallFault('bad-message', `The Context of a message is one of ${contexts.join(', ')}.`)
  await judgeOffered(deps.db, all, method, known.isPractice)
  const atEnd = (note: () => Promise<void>) => {
    known.noteEnd = note
  }
  const { answers, ...said } = await answerOf({ deps, all, request, isPractice: known.isPractice, atEnd })
  const { company } = all.prepaidMeteringConnection
  const says = { at: deps.now(), timeZone, company, context, ...said }
  return {
    contentType: contentTypeOf(soap),
    pieces: writeReply(version, soap, method as OwnMethod, answers, says),
  }
}

async function reading<Made>(act: () => Promise<Made>): Promise<Made> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof BadRequest) throw new CallFault('bad-message', error.text)
    throw error
  }
}

/** What is as long as no question of a vendor and has no header is counted like a wrong login: reading it costs something. */
async function readStart(deps: Deps, { body, address }: Call) {
  try {
    return await reading(() => readRequestStart(body))
  } catch (error) {
    if (body.length > longestHeader) await countUnreadable(deps, address)
    throw error
  }
}

async function judgeAddress(deps: Deps, { address }: Call) {
  const waitSeconds = await waitOf(deps, address)
  if (waitSeconds > 0) throw waits(waitSeconds)
}

function waits(retryAfter: number) {
  const text = 'Too many wrong logins came from this network address. Wait and try again.'
  return new CallFault('login-waits', text, { status: 429, retryAfter })
}

async function judgeLogin(deps: Deps, { address, all }: Call, { header }: Pick<OwnRequest, 'header'>) {
  const { userId, password, company } = header
  const expectedCompany = all.prepaidMeteringConnection.company
  const is = await checkVendorLogin(deps, { userId, password, company, expectedCompany, address })
  if (is === 'wrong') throw new CallFault('login-wrong', 'The login is wrong.')
  if (is !== 'right') throw waits(is.waitSeconds)
}
