import { FormReader, type FormResult } from '../../lib/form.ts'
import { passwordProblem } from '../../lib/password-rules.ts'

export type SignInForm = { name: string; password: string }

export function readSignInForm(body: unknown): FormResult<SignInForm> {
  const form = new FormReader(body)
  const name = form.text('name', 'Name', { most: 100, missing: 'Type your name.' })
  const password = form.password('password', 'Password', { most: 256 })
  if (password === '') form.problem('password', 'Type your password.')
  return form.result({ name, password })
}

export type SetUpForm = { code: string; name: string; password: string }

export function readSetUpForm(body: unknown): FormResult<SetUpForm> {
  const form = new FormReader(body)
  const code = form.text('code', 'Set-up code', {
    most: 100,
    missing: 'Type the set-up code. The terminal shows it where the product was started.',
  })
  const name = form.identifier('name', 'Name', { most: 100, missing: 'Type the name you will sign in with.' })
  const password = form.password('password', 'Password', { most: 256 })
  const problem = passwordProblem(password, { userName: name })
  if (problem) form.problem('password', problem)
  if (form.raw('passwordAgain', 'Password again') !== password) {
    form.problem('passwordAgain', 'The two passwords differ. Type the same one in both places.')
  }
  return form.result({ code, name, password })
}
