import { readFileSync } from 'node:fs'
import { paths } from '../../../src/http/paths.ts'
import type { Page } from '../../support/page.ts'
import type { Town } from '../../support/town.ts'
import { upload } from '../../support/upload.ts'
import type { Visitor } from '../../support/visitor.ts'

export const importPath = `${paths.prepaidAccounts}/import`

/** An export of another program, with words and columns of its own. */
export const exported = () =>
  readFileSync(new URL('../../cases/prepaid/accounts.csv', import.meta.url), 'utf8')

const head = 'Customer,Name,Service,Meter,Balance at enrollment'
/** Rows in the product's own layout. */
export const own = (...rows: string[]) => [head, ...rows].join('\n')

/** Chooses a file and presses the button. */
export async function choose(visitor: Visitor, content: string, fileName = 'accounts.csv'): Promise<Page> {
  const form = await visitor.get(importPath)
  return upload(visitor, content, { fileName, form, to: importPath })
}

/** Brings in what a file of the product's own layout says: the list after it. */
export async function bringIn(visitor: Visitor, content: string): Promise<Page> {
  return visitor.submit(await choose(visitor, content), {}, { button: 'Bring in' })
}

/** The services of the chart. */
export async function addServices(town: Town, services: Record<string, string>) {
  for (const [code, name] of Object.entries(services)) {
    const accounts = { receivable: '', revenue: '', version: 1, saved_with: null, changed_at: null }
    await town.db('services').insert({ code, name, ...accounts, changed_by: null })
  }
}
