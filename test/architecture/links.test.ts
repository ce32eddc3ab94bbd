import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './sources.ts'

const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root })
const text = (page: string) => readFileSync(join(root, page), 'utf8')
/** What is shown as it is written, and so links nowhere. */
const withoutCode = (page: string) =>
  text(page)
    .replace(/^ *```.*?^ *```/gms, '')
    .replace(/`[^`]*`/g, '')

/** As GitHub and others make them of a heading. */
const anchors = (page: string) =>
  [
    ...text(page)
      .replace(/^ *```.*?^ *```/gms, '')
      .matchAll(/^#+ (.*)$/gm),
  ].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

test('every link between pages leads to a file, and to a heading of it', () => {
  const nowhere = pages.flatMap((page) =>
    [...withoutCode(page).matchAll(/\]\(([^)]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [path = '', anchor] = target.split('#')
        const file = path === '' ? page : relative(root, join(root, dirname(page), path))
        if (!existsSync(join(root, file))) return true
        return (
          anchor !== undefined &&
          (statSync(join(root, file)).isDirectory() || !anchors(file).includes(anchor))
        )
      })
      .map((target) => `${page}: ${target}`),
  )
  expect(nowhere).toEqual([])
})

/** Pages that nobody is led to are read by nobody. */
test('every page is linked from another one', () => {
  const linked = new Set(
    pages.flatMap((page) =>
      [...withoutCode(page).matchAll(/\]\(([^)#]+)/g)].map(([, path = '']) =>
        relative(root, join(root, dirname(page), path)),
      ),
    ),
  )
  expect(
    pages.filter(
      (page) => page.startsWith('docs/') && !page.startsWith('docs/decisions/') && !linked.has(page),
    ),
  ).toEqual([])
})
