import { cp, mkdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newFolder, removeFolder, startServer } from '../support/server.ts'

const root = join(import.meta.dirname, '../..')

test('in a folder with a space, %, # and é in its name pages are served; without its templates a constant page says so', async () => {
  const folder = await newFolder()
  const product = join(folder, 'our office 100%25 #1 é')
  await mkdir(product)
  for (const name of ['src', 'views', 'public', 'migrations', 'package.json'])
    await cp(join(root, name), join(product, name), { recursive: true })
  await symlink(join(root, 'node_modules'), join(product, 'node_modules'))
  const server = await startServer(folder, {}, product)
  const page = await fetch(`${server.url}/set-up`)
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<h1>Set up</h1>')])

  await rm(join(product, 'views'), { recursive: true })
  for (const path of ['/no-such-page', '/%']) {
    const answer = await fetch(`${server.url}${path}`)
    const text = await answer.text()
    expect([answer.status, answer.headers.get('content-type')]).toEqual([500, 'text/html; charset=utf-8'])
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(text).toContain('<h1>Something went wrong here</h1>')
    expect(text).not.toContain(folder)
  }
  expect(await server.stop()).toBe(0)
  await removeFolder(folder)
})
