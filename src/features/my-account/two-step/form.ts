import { FormReader, type FormResult } from '../../../lib/form.ts'

export function readCodeForm(body: unknown): FormResult<{ code: string }> {
  const form = new FormReader(body)
  const code = form.text('code', 'Code', { limit: 40, missing: 'Type the code.' })
  return form.result({ code })
}

export function readPasswordForm(body: unknown): FormResult<{ password: string }> {
  const form = new FormReader(body)
  const password = form.password('password', 'Your password', { limit: 256 })
  if (password === '') form.addError('password', 'Type your password.')
  return form.result({ password })
}
