import { paths } from '../../src/http/paths.ts'
import type { Page } from './page.ts'
import type { Visitor } from './visitor.ts'

/** Turns Prepaid Metering on, so that the vendor is answered. */
export async function chooseMultiSpeak(ada: Visitor, version: '3.0' | '4.1' = '4.1') {
  return ada.submit(await ada.get(paths.prepaidMetering), {
    Interface: `MultiSpeak ${version}`,
    'User Name': 'town',
    Password: 'what the vendor gave',
  })
}

/** What the page shows once: the UserID and the password. */
export function shownOnce(page: Page): { userId: string; password: string } {
  const [userId = '', password = ''] = [...page.document.querySelectorAll('main code')].map(
    ({ textContent }) => textContent ?? '',
  )
  return { userId, password }
}

/** Makes a login by the page; beside an earlier one that ends as `overlap` says. */
export async function makeLogin(ada: Visitor, overlap?: string) {
  const page = await ada.get(paths.vendorLogin)
  const first = page.words.includes('Make a login for the vendor')
  return shownOnce(
    await ada.submit(page, first || !overlap ? {} : { 'The old one ends': overlap }, {
      button: first ? 'Make a login for the vendor' : 'Make a new password',
    }),
  )
}
