import { expect } from 'vitest'
import { appendEvent } from '../../../src/audit/append.ts'
import { backupEvents } from '../../../src/backup/events.ts'
import { transaction } from '../../../src/db/transaction.ts'
import { paths } from '../../../src/http/paths.ts'
import { freshTest, monthTest } from '../../support/fixtures.ts'
import type { Town } from '../../support/town.ts'

const actor = { id: null, name: 'root (terminal)', address: 'terminal' }

/** What the command leaves in history at a moment. */
function backUp({ deps, db }: Town, at: string) {
  const then = { ...deps, now: () => new Date(at) }
  const made = backupEvents.made('utility.sqlite', { encrypted: false })
  return transaction(db, (trx) => appendEvent(then, trx, actor, made))
}

monthTest(
  'home tells an administrator when the last backup was made, and what to do where there is none or it is old',
  async ({ month: { ada, town } }) => {
    const home = () => ada.get(paths.home)
    expect((await home()).said).toContain('No backup has been made yet with npm run backup')
    await backUp(town, '2026-11-19T16:00:00.000Z')
    expect((await home()).said).toContain('The last backup is 4 days old (Nov 19, 2026, ')
    await backUp(town, '2026-11-19T16:00:00.001Z')
    expect((await home()).said).toBe('')
    expect((await home()).words).toContain('Last backup: Nov 19, 2026, ')
    const bea = await town.signIn('editor', 'Bea')
    expect((await bea.get(paths.home)).words).not.toContain('backup')
  },
)

freshTest('on the first day the last backup is told too', async ({ town, ada }) => {
  expect((await ada.get(paths.home)).words).toContain('No backup has been made yet')
  await backUp(town, '2026-11-23T15:00:00.000Z')
  expect((await ada.get(paths.home)).words).toContain('Last backup: Nov 23, 2026')
})
