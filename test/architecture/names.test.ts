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
