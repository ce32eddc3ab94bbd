import { expect } from 'vitest'
import { open } from '../../../src/lib/secret-box.ts'
import { secretBinding } from '../../../src/secrets/secrets-store.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import type { Town } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'
import type { Tab } from './tab-rows.ts'

/** The rows of a tab with a user name and a password, beside those of every tab. */
export function vendorRows(tab: Tab) {
  const { Interface: one, 'User Name': userName, Password: secret } = tab.good as Record<string, string>
  const two = tab.other.Interface as string

  const visit = (ada: Visitor) => ada.get(tab.path)
  const setUp = async (ada: Visitor) => ada.submit(await visit(ada), tab.good)
  const sealed = (town: Town) => town.db('secrets').where({ owner: tab.table, field: 'password' }).first()
  async function opened(town: Town) {
    const row = await sealed(town)
    const place = {
      owner: row.owner,
      field: row.field,
      storedFor: row.stored_for,
      storedUser: row.stored_user,
    }
    return open(town.deps.keys, secretBinding(place), row.sealed).reveal()
  }

  test('an interface needs a user name and a password, and both are asked for at once', async ({ ada }) => {
    const refused = await ada.submit(await visit(ada), { Interface: one as string })
    expect(refused.status).toBe(422)
    expect(refused.problemAt('User Name')).toBe(`${one} needs a User Name. Type the one it gave you.`)
    expect(refused.problemAt('Password')).toBe(`${one} needs a Password. Type the one it gave you.`)
    expect(refused.valueOf('Interface')).toBe(one)
  })

  test('a password without an interface it could be for is not stored for nothing', async ({ town, ada }) => {
    const refused = await ada.submit(await visit(ada), { 'User Name': 'town', Password: 'for what?' })
    expect(refused.problemAt('Password')).toBe(
      'Choose the Interface this Password is for, or leave the box empty.',
    )
    expect(await sealed(town)).toBeUndefined()
  })

  test('too long a user name is counted for the person', async ({ ada }) => {
    const refused = await ada.submit(await visit(ada), {
      Interface: one as string,
      'User Name': 'x'.repeat(153),
      Password: 'p',
    })
    expect(refused.problemAt('User Name')).toBe(
      'User Name is too long: 100 characters at most, this has 153.',
    )
    expect(refused.valueOf('User Name')).toHaveLength(153)
  })

  test('the password is stored sealed, and no page shows it or its length', async ({ town, ada }) => {
    const after = await setUp(ada)
    expect(await opened(town)).toBe(secret)
    const row = await sealed(town)
    expect(JSON.stringify(row)).not.toContain(secret)
    expect(after.words).toContain(`Set Nov 23, 2026 for ${one}`)
    for (const page of [after, await visit(ada)]) {
      expect(page.response.body).not.toContain(secret)
      expect(page.field('Password').getAttribute('value')).toBeNull()
    }
    const [record] = await town.db('history').where({ subject: tab.subject })
    expect(JSON.parse(record.changes)).toContainEqual({ field: 'password', to: 'set' })
    expect(town.log.join('')).not.toContain(secret)
  })

  test('where the page comes back without a typed password, its box asks for it again', async ({ ada }) => {
    const again = 'Type the Password again: a page never shows one that was typed.'
    const page = await setUp(ada)
    const invalid = await ada.submit(page, { 'User Name': 'x'.repeat(153), Password: 'typed' })
    expect(invalid.problemAt('Password')).toBe(again)
    expect(invalid.errors).toHaveLength(2)
    expect(invalid.field('Password').getAttribute('aria-invalid')).toBe('true')
    await ada.submit(page, { Interface: two, Password: 'of the other' })
    const late = await ada.submit(page, { ...tab.good, Password: 'typed' })
    expect(late.status).toBe(409)
    expect(late.problemAt('Password')).toBe(again)
    expect(late.find('.error-summary h2').textContent).toContain('saved this while you were working on it')
    expect(late.document.querySelectorAll('.error-summary')).toHaveLength(1)
    const nothingTyped = await ada.submit(page, { 'User Name': 'another', Interface: 'None' })
    expect(nothingTyped.status).toBe(409)
    expect(nothingTyped.problemAt('Password')).toBe('')
  })

  test('what is hidden in a user name is refused with its place', async ({ ada }) => {
    const refused = await ada.submit(await visit(ada), { 'User Name': 'to\u200bwn', Password: 'p' })
    expect(refused.status).toBe(422)
    expect(refused.problemAt('User Name')).toBe('User Name has a zero-width space after “to”: delete it.')
    expect(refused.valueOf('User Name')).toBe('to\u200bwn')
  })

  test('browsers and password managers are told that this is not a login here', async ({ ada }) => {
    const page = await visit(ada)
    expect(page.form().getAttribute('autocomplete')).toBe('off')
    expect(page.field('User Name').getAttribute('autocomplete')).toBe('off')
    const box = page.field('Password')
    expect(box.getAttribute('autocomplete')).toBe('new-password')
    for (const manager of ['data-1p-ignore', 'data-bwignore', 'data-lpignore'])
      expect(box.hasAttribute(manager)).toBe(true)
    expect(page.words).toContain('If the browser offers to save it, decline')
  })

  test('an empty password box keeps the stored password', async ({ town, ada }) => {
    await setUp(ada)
    const before = await sealed(town)
    await ada.submit(await visit(ada), { Interface: 'None' })
    await ada.submit(await visit(ada), { Interface: one as string })
    expect(await sealed(town)).toEqual(before)
    expect((await visit(ada)).valueOf('Interface')).toBe(one)
  })

  test('the stored password is not used for another interface or another user name', async ({ ada }) => {
    await setUp(ada)
    expect((await visit(ada)).words).toContain('Leave empty to keep it.')
    if (two !== one) {
      const other = await ada.submit(await visit(ada), { Interface: two })
      expect(other.status).toBe(422)
      expect(other.problemAt('Password')).toBe(
        `${two} needs a Password of its own: the stored one belongs to ${one}.`,
      )
      expect(other.words).not.toContain('Leave empty to keep it.')
    }
    const renamed = await ada.submit(await visit(ada), { 'User Name': 'somebody else' })
    expect(renamed.problemAt('Password')).toBe(
      `Type the Password again: the stored one belongs to the User Name ${userName}.`,
    )
    expect(renamed.words).not.toContain('Leave empty to keep it.')
    await ada.submit(await visit(ada), { Interface: 'None', 'User Name': 'somebody else' })
    const on = await ada.submit(await visit(ada), { Interface: one as string })
    expect(on.status).toBe(422)
  })

  test('a space before or after the password is kept and pointed out', async ({ town, ada }) => {
    await setUp(ada)
    for (const panel of [true, false]) {
      const after = await ada.submit(
        await visit(ada),
        { Interface: one as string, Password: ` spaced ${panel} ` },
        { panel },
      )
      expect(after.said).toMatch(/The Password begins or ends with a space; it was kept as typed\.$/)
      expect(await opened(town)).toBe(` spaced ${panel} `)
    }
  })

  test('a new password replaces the stored one under a fresh nonce', async ({ town, ada }) => {
    await setUp(ada)
    const before = await sealed(town)
    await ada.submit(await visit(ada), { Password: secret as string })
    const between = await sealed(town)
    await ada.submit(await visit(ada), { Password: `${secret}!` })
    await ada.submit(await visit(ada), { Password: secret as string })
    expect(await opened(town)).toBe(secret)
    expect(new Set([before.sealed, between.sealed, (await sealed(town)).sealed]).size).toBe(3)
  })

  test('a sealed value moved to another row does not open', async ({ town, ada }) => {
    await setUp(ada)
    const row = await sealed(town)
    const elsewhere = {
      owner: 'elsewhere',
      field: 'password',
      storedFor: row.stored_for,
      storedUser: row.stored_user,
    }
    expect(() => open(town.deps.keys, secretBinding(elsewhere), row.sealed)).toThrow()
    const otherInterface = {
      owner: row.owner,
      field: row.field,
      storedFor: 'another',
      storedUser: row.stored_user,
    }
    expect(() => open(town.deps.keys, secretBinding(otherInterface), row.sealed)).toThrow()
  })

  test('removing the password needs the interface off, and then it is gone', async ({ town, ada }) => {
    await setUp(ada)
    const refused = await ada.submit(await visit(ada), { 'Remove the stored password': true })
    expect(refused.status).toBe(422)
    expect(refused.problemAt('Password')).toBe(
      `${one} needs a Password. Type a new one, or choose None to turn it off.`,
    )
    const both = await ada.submit(await visit(ada), { 'Remove the stored password': true, Password: 'new' })
    expect(both.problemAt('Remove the stored password')).toMatch(/Do one or the other/)
    const removed = await ada.submit(await visit(ada), {
      Interface: 'None',
      'Remove the stored password': true,
    })
    expect(removed.said).toMatch(/^Saved\./)
    expect(removed.words).toContain('Not set.')
    expect(await sealed(town)).toBeUndefined()
    expect(removed.valueOf('User Name')).toBe(userName)
  })
}
