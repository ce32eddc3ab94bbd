import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { filesIn, product, root } from './sources.ts'

/** Folders that lie beside the features' own among the views. */
const shared = ['errors', 'layouts', 'partials']

test('a feature, its views and its tests are called as its address', () => {
  // The address of home is a slash alone.
  const inAddress = (folder: string) =>
    folder === 'home' || Object.values(paths).some((path) => path.split('/').includes(folder))
  const features = readdirSync(join(root, 'src/features'))
  expect(features.filter((folder) => !inAddress(folder))).toEqual([])
  expect(inAddress('accounts')).toBe(false)
  const beside = ['views', 'test/features'].flatMap((folder) => readdirSync(join(root, folder)))
  expect(beside.filter((folder) => ![...features, ...shared].includes(folder))).toEqual([])
})

test('no file name says nothing', () => {
  const empty = /(manager|helper|utils?|\/data|info|index)\.ts$/
  const found = product.map(({ file }) => file).filter((file) => empty.test(file))
  expect(found).toEqual(['migrations/index.ts'])
})

test('what is exported is imported by another file', () => {
  const texts = [...product.map(({ text }) => text), ...filesIn('test', /\.ts$/).map(({ text }) => text)]
  // By name, or as a member of a whole store.
  const imported = texts.flatMap(
    (text) => text.match(/\{[^}]*\} (?:from|= await import)|\bstore\.\w+/g) ?? [],
  )
  const names = new Set(imported.flatMap((text) => text.match(/\w+/g) ?? []))
  const unused = product.flatMap(({ file, text }) =>
    [...text.matchAll(/^export (?:async )?(?:function\*?|const|class|type) (\w+)/gm)]
      .filter(([, name = '']) => file.startsWith('src/') && !names.has(name))
      .map(([, name]) => `${file}: ${name}`),
  )
  expect(unused).toEqual([])
})

test('no test leaves anything to the files after it in its process: none mocks a module or overrides a fixture for all', () => {
  // A browser, or the product as a process of its own: there each file has a process too.
  const alone = /^test\/(e2e|soak|outbound|install)\//
  const shared = filesIn('test', /\.test\.ts$/).filter(({ file }) => !alone.test(file))
  expect(shared.length).toBeGreaterThan(100)
  // `standIn(vi.spyOn(…))` and `extend` do the same for the one file.
  const leaving = shared.filter(({ text }) =>
    /\bvi\.(mock|doMock|stubGlobal|stubEnv)\(|\.override\(/.test(text),
  )
  expect(leaving.map(({ file }) => file)).toEqual([])
})
