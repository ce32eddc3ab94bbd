import { dateIn, instantAt, timestampIn } from '../../../lib/dates.ts'
import { FormReader, type FormResult } from '../../../lib/form.ts'

export const sendFields = ['sendDate', 'sendTime', 'isLookedAt', 'isAnother', 'reason']
const longestReason = 200
const mostDaysAhead = 60

export type SendRequest = {
  /** ISO 8601 in UTC. */
  dueAt: string
  reason: string
}

/** What has to be said of these bills before they may be sent. */
type Asks = { doubts: boolean; anotherRun: boolean; reason: boolean; when: boolean }

export function readSendForm(
  body: unknown,
  asks: Asks,
  { timeZone, now }: { timeZone: string; now: Date },
): FormResult<SendRequest> {
  const form = new FormReader(body)
  const dueAt = asks.when ? readWhen(form, timeZone, now) : now.toISOString()
  if (asks.doubts && !form.checkbox('isLookedAt', 'The bills of the same customer or number')) {
    form.addError('isLookedAt', 'Look at these bills, and select this if they are right.')
  }
  if (asks.anotherRun && !form.checkbox('isAnother', 'Other bills of the same period')) {
    form.addError('isAnother', 'Select this if these bills are to be sent too.')
  }
  const reason = asks.reason
    ? form.text('reason', 'Reason', {
        limit: longestReason,
        missing: 'Type why the bills are sent again. It is kept in History.',
      })
    : ''
  return form.result({ dueAt, reason })
}

/** Now, unless a day or a time is typed: then both are needed. */
function readWhen(form: FormReader, timeZone: string, now: Date): string {
  const date = form.date('sendDate', 'Day')
  const text = form.text('sendTime', 'Time', { limit: 10 })
  if (date === '' && text === '') return now.toISOString()
  const time = readTime(text)
  if (!time) form.addError('sendTime', 'Type a time like 6:30 AM or 18:30.')
  if (date === '') form.addError('sendDate', 'Type the day on which the bills are sent.')
  if (date === '' || !time) return now.toISOString()
  const dueAt = instantAt(timeZone, date, time)
  const daysAhead = (Date.parse(dueAt) - now.getTime()) / 86_400_000
  if (daysAhead < 0) {
    const today = dateIn(timeZone, now)
    const field = date < today ? 'sendDate' : 'sendTime'
    form.addError(field, `This is over: here it is ${timestampIn(timeZone, now.toISOString()).slice(0, 16)}.`)
  }
  if (daysAhead > mostDaysAhead) form.addError('sendDate', `Choose a day within ${mostDaysAhead} days.`)
  return dueAt
}

/** `18:30` of what people type; undefined when it is no time of day. */
function readTime(text: string): string | undefined {
  const [, hours = '', minutes = '00', half = ''] =
    /^(\d{1,2})(?::?(\d\d))?\s*([ap]m?)?\.?$/i.exec(text) ?? []
  const hour = Number(hours)
  if (hours === '' || hour > 23 || Number(minutes) > 59 || (half !== '' && (hour < 1 || hour > 12)))
    return undefined
  const isAfternoon = half.toLowerCase().startsWith('p')
  const full = half === '' ? hour : (hour % 12) + (isAfternoon ? 12 : 0)
  return `${String(full).padStart(2, '0')}:${minutes}`
}
