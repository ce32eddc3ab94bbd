import { paths } from '../../src/http/paths.ts'
import type { Page } from './page.ts'
import type { Visitor } from './visitor.ts'

/** Types a name and a password into the sign-in page, as on a fresh browser; the page that comes next. */
export async function signInWith(
  visitor: Visitor,
  name: string,
  password: string,
  headers: Record<string, string> = {},
): Promise<Page> {
  visitor.cookies.clear()
  const page = await visitor.get(paths.signIn)
  return visitor.submit(page, { Name: name, Password: password }, { button: 'Sign in', headers })
}

/** The page about a user, found in the list by name. */
export async function userPage(administrator: Visitor, name: string): Promise<Page> {
  const list = await administrator.get(paths.users)
  const link = [...list.document.querySelectorAll('main a')].find(({ textContent }) => textContent === name)
  if (!link) throw new Error(`no user ${name} in the list:\n${list.words}`)
  return administrator.get(link.getAttribute('href') ?? '')
}
