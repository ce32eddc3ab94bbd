import { expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { freshTest as test } from '../support/fixtures.ts'
import { turnOnTwoStep } from '../support/sign-in.ts'
import { password } from '../support/town.ts'

const secret = 'the password of the vendor'
const forms = {
  [paths.generalLedger]: { Interface: 'Other', 'Update Method': 'Cash', 'Update Payments': true },
  [`${paths.interfaces}/bill-provider`]: {
    Interface: 'Invoice Cloud',
    'User Name': 'half typed',
    Password: secret,
  },
  [`${paths.interfaces}/prepaid-metering`]: {
    Interface: 'MultiSpeak 3.0',
    'User Name': ' half & <typed> ',
    Password: secret,
  },
  [paths.general]: { 'Organization Name': 'Town of "Weir"', 'Time Zone': 'Eastern' },
}
const ways = [false, true].flatMap((panel) =>
  [false, true].map((withCode) => ({
    panel,
    withCode,
    words: `${panel ? 'with script' : 'without script'}, ${withCode ? 'with a code' : 'by password'}`,
  })),
)

for (const [path, submitted] of Object.entries(forms)) {
  test.for(ways)(
    `typing on ${path} survives the end of the session: $words`,
    async ({ panel, withCode }, { town }) => {
      const ada = await town.signIn('administrator', 'Ada')
      const app = withCode ? await turnOnTwoStep(town, ada) : undefined
      const page = await ada.get(path)
      const values = Object.fromEntries(
        Object.entries(submitted).map(([label, value]) => [label, optionLike(page.field(label), value)]),
      )
      town.clock.forward(15)
      const ended = await ada.submit(page, values, { panel })
      expect(ended.status).toBe(401)
      expect(ended.heading).toBe('Sign in again')
      expect(ended.words).toContain('what you typed is back, except passwords')

      const wrong = await ada.submit(
        ended,
        { Name: 'Ada', Password: 'wrong at first' },
        { button: 'Sign in' },
      )
      expect(wrong.status).toBe(422)
      let back = await ada.submit(wrong, { Name: 'Ada', Password: password }, { button: 'Sign in' })
      if (app) {
        const again = await ada.submit(back, { Code: '000000' }, { button: 'Sign in' })
        back = await ada.submit(again, { Code: app.codeNow() }, { button: 'Sign in' })
      }
      expect(back.path).toBe(path)
      expect(back.said).toMatch(/what you typed is back, except passwords. It is not saved yet/)
      for (const [label, value] of Object.entries(values)) {
        expect([label, back.valueOf(label)]).toEqual([label, value === secret ? '' : value])
      }
      const stored = JSON.stringify(await town.db('sessions').select())
      expect([ended, wrong, back].map(({ response }) => response.body).join() + stored).not.toContain(secret)
      expect((await ada.get(path)).said).toBe('')
    },
  )
}

/** The offered entry that begins like this; anything else as it is. */
function optionLike(field: Element, value: string | boolean) {
  if (field.tagName !== 'SELECT') return value
  const options = [...field.querySelectorAll('option')].map((option) => option.textContent?.trim() ?? '')
  return options.find((option) => option.startsWith(String(value))) ?? String(value)
}
