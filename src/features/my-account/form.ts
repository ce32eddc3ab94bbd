import { FormReader, type FormResult } from '../../lib/form.ts'
import { passwordProblem } from '../../lib/password-rules.ts'

type PasswordForm = { current: string | undefined; next: string }

export function readPasswordForm(
  body: unknown,
  names: { userName: string; organization: string },
  { asksForCurrent }: { asksForCurrent: boolean },
): FormResult<PasswordForm> {
  const form = new FormReader(body)
  const current = asksForCurrent
    ? form.password('currentPassword', 'Current password', { limit: 256 })
    : undefined
  if (current === '') form.addError('currentPassword', 'Type your current password.')
  const next = form.password('newPassword', 'New password', { limit: 256 })
  const problem = passwordProblem(next, names)
  if (problem) form.addError('newPassword', problem)
  else if (next === current)
    form.addError('newPassword', 'This is the password you have now. Use a different one.')
  if (form.raw('newPasswordAgain', 'New password again') !== next) {
    form.addError('newPasswordAgain', 'The two passwords are different. Type the same one in both places.')
  }
  return form.result({ current, next })
}
