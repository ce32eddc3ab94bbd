import { type SendState, sendState } from '../../exchange-files/send-state.ts'
import { paths } from '../../http/paths.ts'
import { momentIn } from '../../lib/dates.ts'
import { formatSum } from '../../lib/money.ts'
import { monthName } from '../../lib/periods.ts'
import { runPath } from './bill-run-path.ts'
import type { listRuns, Run } from './runs-store.ts'
import type { Send } from './sends-store.ts'

type AnyRun = Awaited<ReturnType<typeof listRuns>>['rows'][number]

export const count = (bills: number) => `${bills.toLocaleString('en-US')} ${bills === 1 ? 'bill' : 'bills'}`

const words: Record<SendState, string> = {
  ready: 'Ready to be sent',
  sending: 'Sending',
  waiting: 'Not sent yet, tried again',
  sent: 'Sent',
  unknown: 'May have arrived',
  held: 'Held',
  'needs-person': 'Not sent, needs a person',
  canceled: 'Canceled',
}

/** How a send is, in a few words. */
export function stateInWords(send: Send, timeZone: string) {
  const state = sendState(send)
  if (state === 'sent' && send.isByHand) return 'Uploaded by hand'
  if (state === 'ready' && send.dueAt > send.askedAt) return `To be sent ${momentIn(timeZone, send.dueAt)}`
  if (state === 'waiting' && send.jobDueAt)
    return `Not sent yet, tried again ${momentIn(timeZone, send.jobDueAt)}`
  return words[state]
}

export function runState(run: AnyRun, timeZone: string) {
  if (!run.isBroughtIn) return 'Columns to be matched'
  return run.send ? stateInWords(run.send, timeZone) : 'Not sent yet'
}

/** A run in the list. */
export function runRow(run: AnyRun, timeZone: string) {
  const { id, fileName, uploadedAt, uploadedBy } = run
  const broughtIn = run.isBroughtIn ? run : undefined
  return {
    path: runPath(id),
    label: `Run\u00a0${id}`,
    fileName,
    uploaded: `${momentIn(timeZone, uploadedAt)}, ${uploadedBy}`,
    period: broughtIn ? monthName(broughtIn.period) : '',
    bills: broughtIn ? broughtIn.bills.toLocaleString('en-US') : '',
    amount: broughtIn ? formatSum(broughtIn.amountDueCents) : '',
    state: runState(run, timeZone),
    sentAt: broughtIn?.send?.sentAt ? momentIn(timeZone, broughtIn.send.sentAt) : '',
  }
}

/** What was brought in, when, and by whom. */
export function factsOf(run: Run, timeZone: string): [string, string, string?][] {
  const { fileName, uploadedAt, uploadedBy, profileId, profileName, profileVersion } = run
  const profile = `${profileName}, version ${profileVersion}`
  const readBy: [string, string, string] = ['Read by', profile, `${paths.importProfiles}/${profileId}`]
  return [
    ['Period', monthName(run.period)],
    ['Bills', run.bills.toLocaleString('en-US')],
    ['Amount due', formatSum(run.amountDueCents)],
    ['Brought in from', fileName],
    ['Brought in', `${momentIn(timeZone, uploadedAt)}, by ${uploadedBy}`],
    ...(profileId === null ? [] : [readBy]),
  ]
}

/** Each decision to send, the newest first, with what became of it. */
export function sendRows(sends: Send[], timeZone: string) {
  const moment = (at: string | null) => (at === null ? '' : momentIn(timeZone, at))
  return sends.map((send) => {
    const { number, fileName, folder, askedAt, askedBy, reason, sentAt, seenSize, problem } = send
    const state = sendState(send)
    const seen = seenSize === null ? '' : `, ${seenSize.toLocaleString('en-US')} bytes`
    return {
      ...{ number, fileName, reason },
      folder: send.isByHand ? 'On the provider’s website' : folder,
      state: stateInWords(send, timeZone),
      asked: `${moment(askedAt)}, by ${askedBy}`,
      sent: sentAt === null ? '' : `${moment(sentAt)}${seen}`,
      problem: state === 'sent' || state === 'canceled' ? null : problem,
    }
  })
}
