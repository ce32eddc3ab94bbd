import { FormReader, type FormResult } from '../../lib/form.ts'

export const releaseFields = ['isLookedAt', 'reason']
const longestReason = 200

/** What has to be said before it may be released: that it differs was looked at, and why it goes out all the same. */
type Asks = { differs: boolean; again: boolean }

export function readReleaseForm(body: unknown, { differs, again }: Asks): FormResult<{ reason: string }> {
  const form = new FormReader(body)
  if (differs && !form.checkbox('isLookedAt', 'I looked at the differences'))
    form.addError('isLookedAt', 'Look at the differences, and select this if they are right.')
  const reason = differs || again ? readReason(form, again ? 'another one is sent' : 'they differ') : ''
  return form.result({ reason })
}

/** Why what may have arrived is sent again. */
export function readSendAgainForm(body: unknown): FormResult<{ reason: string }> {
  const form = new FormReader(body)
  return form.result({ reason: readReason(form, 'it is sent again') })
}

function readReason(form: FormReader, why: string) {
  const missing = `Type why ${why}. It is kept in History.`
  return form.text('reason', 'Reason', { limit: longestReason, missing })
}
