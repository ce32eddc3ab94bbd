import { readdirSync } from 'node:fs'
import { expect } from 'vitest'
import { importFolder } from '../../../src/features/transactions/import/import-files.ts'
import { paths } from '../../../src/http/paths.ts'
import type { Page } from '../../support/page.ts'
import type { Town } from '../../support/town.ts'
import type { RequestOptions, Visitor } from '../../support/visitor.ts'

export async function addAccount(
  visitor: Visitor,
  number: string,
  title: string,
  type = 'Asset',
  active = true,
) {
  const page = await visitor.get(paths.newAccount)
  return visitor.submit(page, { 'Account Number': number, Title: title, Type: type, Active: active })
}

/** Chooses a file on the import page and sends it, as a browser does. */
export async function upload(
  visitor: Visitor,
  content: string | Buffer,
  {
    fileName = 'chart.csv',
    token,
    layout,
    ...options
  }: RequestOptions & { fileName?: string; token?: string; layout?: string } = {},
): Promise<Page> {
  const page = await visitor.get(paths.accountImport)
  const sent = token ?? String(page.find('main [name=_csrf]').getAttribute('value'))
  const part = (head: string, body: string | Buffer) =>
    Buffer.concat([
      Buffer.from(`--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(body as string),
      Buffer.from('\r\n'),
    ])
  const body = Buffer.concat([
    part('name="_csrf"', sent),
    ...(layout
      ? [
          part(
            'name="profile"',
            page.filledIn(page.form('Check the file'), { Layout: layout }).get('profile') ?? '',
          ),
        ]
      : []),
    part(`name="file"; filename="${fileName}"\r\nContent-Type: text/csv`, content),
    Buffer.from('--b--\r\n'),
  ])
  return visitor.post(paths.accountImport, body, {
    ...options,
    headers: { 'content-type': 'multipart/form-data; boundary=b', ...options.headers },
  })
}

export async function chart(town: Town) {
  const rows = await town.db('gl_accounts').orderBy('number').select('number', 'title', 'type', 'active')
  return rows.map(
    ({ number, title, type, active }) => `${number} ${title} ${type}${active ? '' : ' inactive'}`,
  )
}

export const imported = (visitor: Visitor, page: Awaited<ReturnType<typeof upload>>) =>
  visitor.submit(page, {}, { button: 'Import' })

export async function expectNoFileLeft(town: Town) {
  const asked = await town.db('account_imports').whereNotNull('file').pluck('file')
  expect(readdirSync(importFolder(town.deps)), 'no other file is left than one to be matched').toEqual(asked)
}
