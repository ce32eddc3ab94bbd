import { readFileSync } from 'node:fs'
import { paths } from '../../../src/http/paths.ts'
import type { Profile } from '../../../src/import-profiles/profile.ts'
import { insertProfile } from '../../../src/import-profiles/profiles-store.ts'
import type { Page } from '../../support/page.ts'
import type { Town } from '../../support/town.ts'
import { upload } from '../../support/upload.ts'
import type { Visitor } from '../../support/visitor.ts'

export const billsOf = (period: '2026-09' | '2026-10') =>
  readFileSync(new URL(`../../cases/bills/bills-${period}.csv`, import.meta.url), 'utf8')

export const registerOfOctober = () =>
  readFileSync(new URL('../../cases/bills/register-2026-10.csv', import.meta.url), 'utf8')

/** Chooses an export on the page of bills and presses its button. */
export async function choose(visitor: Visitor, content: string, fileName = 'bills.csv'): Promise<Page> {
  const form = await visitor.get(paths.bills)
  return upload(visitor, content, { fileName, form, to: paths.bills })
}

/** Brings an export in, whose columns are matched where they are not known yet: the page of its run. */
export async function bringIn(visitor: Visitor, content: string): Promise<Page> {
  const page = await choose(visitor, content)
  if (!page.heading.startsWith('Match the columns')) return page
  return visitor.submit(
    page,
    { 'Name of this profile': 'Billing export' },
    { button: 'Save and read the file' },
  )
}

/** A layout with what most providers want, and that files of bills go by it. */
export async function useLayout(town: Town) {
  const column = (heading: string, role: string) => ({ heading, role, of: '' })
  const profile: Profile = {
    ...{ headingLine: 1, hasHeading: true, delimiter: ',', encoding: 'utf-8', sheet: '' },
    dateOrder: 'month-first',
    columns: [
      column('account', 'customer'),
      column('name', 'name'),
      column('email', 'email'),
      column('due', 'due-date'),
      column('amount', 'amount-due'),
    ],
    ...{ fixed: {}, words: {}, signs: {}, passedOver: [] },
  }
  const saved = { savedWith: 'test', at: town.clock.now.toISOString(), by: null }
  const id = await insertProfile(town.db as never, {
    purpose: 'bills-sent',
    name: 'For the test',
    profile,
    ...saved,
  })
  await town.db('file_layouts').update({ bills: `profile:${id}` })
}
