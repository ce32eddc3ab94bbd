import type { AnyAuthMethod, AuthenticationType } from 'ssh2'

export type Login = { password: string } | { privateKey: string }

/** What ssh2 asks before each try: how, or `false` to give up. */
type NextTry = (offered: AuthenticationType[] | null, isPartly: boolean | null) => AnyAuthMethod | false

/**
 * Tries the login once: accounts are locked by tries, and the same password is no better the second time. Where the server
 * knows no passwords but asks by keyboard-interactive, its one question gets the same password.
 */
export function tryOnce(
  userName: string,
  login: Login,
  told: { began(): void; asksForMore(prompt: string): void },
): NextTry {
  let tries = 0
  let answered = 0
  const keyboard: AnyAuthMethod = {
    type: 'keyboard-interactive',
    username: userName,
    prompt(_name, _instructions, _language, prompts, finish) {
      // A second question, or two at once, is no password: a new one is wanted, or a code.
      if ('privateKey' in login || prompts.length > 1 || answered++ > 0)
        told.asksForMore(prompts.map(({ prompt }) => prompt).join(' '))
      else finish([login.password])
    },
  }
  return (offered, isPartly) => {
    tries++
    told.began()
    if (tries === 1) {
      return 'privateKey' in login
        ? { type: 'publickey', username: userName, key: login.privateKey }
        : { type: 'password', username: userName, password: login.password }
    }
    const knowsNoPasswords =
      tries === 2 &&
      !isPartly &&
      'password' in login &&
      offered?.includes('keyboard-interactive') &&
      !offered.includes('password')
    if (knowsNoPasswords) return keyboard
    if (isPartly) told.asksForMore('')
    return false
  }
}
