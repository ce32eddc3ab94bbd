import { expect, test } from 'vitest'
import { withoutPassword } from '../../src/outbound/without-password.ts'

const password = 'Vogel "7F"\\ +ä<&> %2d'
const xml = password
  .replaceAll('&', '&amp;')
  .replaceAll('<', '&lt;')
  .replaceAll('>', '&gt;')
  .replaceAll('"', '&quot;')

test.each([
  ['as it is', password],
  ['in XML', xml],
  ['in XML within XML', xml.replaceAll('&', '&amp;')],
  ['in XML by numbers', password.replaceAll('&', '&#38;').replaceAll('<', '&#x3C;').replaceAll('"', '&#34;')],
  ['in an address', encodeURIComponent(password)],
  ['in a form', new URLSearchParams({ a: password }).toString().slice(2)],
])('a password is taken out of what a server says, %s', (_, told) => {
  const said = withoutPassword({ password }, `Bad request: <x Pwd="${told}"> and ${told}!`)
  expect(said).toBe('Bad request: <x Pwd="…"> and …!')
})

test('a password is taken out in every dress that one text has it in', () => {
  const said = withoutPassword({ password }, `${xml}; ${encodeURIComponent(password)}; ${password}`)
  expect(said.split('; ')).toEqual(['…', '…', '…'])
})

test('what holds no password stays as it was said', () => {
  const said = '100%25 of &amp;lt; &#x110000; + %zz %ff'
  expect(withoutPassword({ password }, said)).toBe(said)
  expect(withoutPassword({ password: '' }, said)).toBe(said)
  expect(withoutPassword({ privateKey: password }, password)).toBe(password)
})
