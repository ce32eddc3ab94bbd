import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { freshTest as test } from '../../support/fixtures.ts'
import { userPage as pageOf } from '../../support/people.ts'
import type { Town } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'

async function enabledAdministrators(town: Town): Promise<string[]> {
  const rows = await town.db('users').where({ role: 'administrator' }).whereNull('disabled_at').select('name')
  return rows.map(({ name }) => name)
}

test('the last administrator cannot be demoted or disabled, and the page says why', async ({ town }) => {
  const ada = await town.signIn('administrator', 'Ada')
  await town.addUser('Old', 'administrator')
  await ada.submit(await pageOf(ada, 'Old'), {}, { button: 'Disable' })
  const records = await town.db('history').count({ all: '*' })

  const demoted = await ada.submit(await pageOf(ada, 'Ada'), { Role: 'Viewer' })
  expect(demoted.status).toBe(422)
  expect(demoted.title).toMatch(/^Error: /)
  expect(demoted.problemAt('Role')).toMatch(/^This is the last administrator/)
  expect(demoted.valueOf('Role')).toBe('Viewer')
  const disabled = await ada.submit(await pageOf(ada, 'Ada'), {}, { button: 'Disable' })
  expect(disabled.status).toBe(422)
  expect(disabled.errors[0]).toMatch(/^This is the last administrator/)

  expect(await enabledAdministrators(town)).toEqual(['Ada'])
  expect(await town.db('history').count({ all: '*' })).toEqual(records)
  expect((await ada.get(paths.users)).status).toBe(200)
})

test('an administrator who is not the last can step down, and loses the menu at once', async ({ town }) => {
  const ada = await town.signIn('administrator', 'Ada')
  await town.addUser('Ben', 'administrator')
  const next = await ada.submit(await pageOf(ada, 'Ada'), { Role: 'Editor' })
  expect(next.status).toBe(200)
  expect(() => next.link('Users')).toThrow()
  expect((await ada.get(paths.users)).status).toBe(403)
})

const acts: { what: string; values: Record<string, string>; button: string }[] = [
  { what: 'demote', values: { Role: 'Viewer' }, button: 'Save' },
  { what: 'disable', values: {}, button: 'Disable' },
]
for (const { what, values, button } of acts) {
  test(`of two administrators who ${what} each other at the same moment one is left`, async ({ town }) => {
    const ada = await town.signIn('administrator', 'Ada')
    const ben = await town.signIn('administrator', 'Ben')
    for (let round = 1; round <= 3; round++) {
      const [ofBen, ofAda] = [await pageOf(ada, 'Ben'), await pageOf(ben, 'Ada')]
      const answers = await Promise.all([
        ada.submit(ofBen, values, { button, follow: false }),
        ben.submit(ofAda, values, { button, follow: false }),
      ])
      const left = await enabledAdministrators(town)
      expect(left).toHaveLength(1)
      // Whoever came second is told, or was no administrator any more when the request came in.
      const statuses = answers.map(({ status }) => status).sort()
      expect(statuses[0]).toBe(303)
      expect([303, 401, 403, 422]).toContain(statuses[1])
      await town.db('users').update({ role: 'administrator', disabled_at: null })
      if (what === 'disable') break
    }
  })
}

test('many who disable all administrators at once leave one', async ({ town }) => {
  const visitors: Visitor[] = []
  for (const name of ['A1', 'A2', 'A3', 'A4', 'A5']) visitors.push(await town.signIn('administrator', name))
  const names = ['A2', 'A3', 'A4', 'A5', 'A1']
  const pages = await Promise.all(visitors.map((visitor, index) => pageOf(visitor, names[index] ?? '')))
  await Promise.all(
    visitors.map((visitor, index) =>
      visitor.submit(pages[index] as (typeof pages)[number], { Role: 'Viewer' }, { follow: false }),
    ),
  )
  expect((await enabledAdministrators(town)).length).toBeGreaterThanOrEqual(1)
})
