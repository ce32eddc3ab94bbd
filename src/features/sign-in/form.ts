import { FormReader, type FormResult } from '../../lib/form.ts'
import { passwordProblem } from '../../lib/password-rules.ts'

type SignInForm = { name: string; password: string }

export function readSignInForm(body: unknown): FormResult<SignInForm> {
  const form = new FormReader(body)
  const name = form.text('name', 'Name', { limit: 100, missing: 'Type your name.' })
  const password = form.password('password', 'Password', { limit: 256 })
  if (password === '') form.addError('password', 'Type your password.')
  return form.result({ name, password })
}

type SetUpForm = { code: string; name: string; password: string }

export function readSetUpForm(body: unknown): FormResult<SetUpForm> {
  const form = new FormReader(body)
  const code = form.text('code', 'Set-up code', {
    limit: 100,
    missing: 'Type the set-up code. The terminal shows it where the product was started.',
  })
  const name = form.identifier('name', 'Name', {
    limit: 100,
    missing: 'Type the name you will sign in with.',
  })
  const password = form.password('password', 'Password', { limit: 256 })
  const problem = passwordProblem(password, { userName: name })
  if (problem) form.addError('password', problem)
  if (form.raw('passwordAgain', 'Password again') !== password) {
    form.addError('passwordAgain', 'The two passwords are different. Type the same one in both places.')
  }
  return form.result({ code, name, password })
}
