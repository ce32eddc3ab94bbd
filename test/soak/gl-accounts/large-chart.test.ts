import { performance } from 'node:perf_hooks'
import { expect } from 'vitest'
import { paths } from '../../../src/http/paths.ts'
import { upload } from '../../features/gl-accounts/chart.ts'
import { test as base } from '../../support/fixtures.ts'
import type { Town } from '../../support/town.ts'

// Whoever reads in this process would keep the others waiting.
const test = base.extend('townOptions', { hasProcesses: true })

const header = 'Account No,Title,Type\n'
const chart = (titles: (index: number) => string) =>
  header +
  Array.from({ length: 100_000 }, (_, index) => `${100_000 + index},${titles(index)},asset\n`).join('')

/** The longest that somebody else waited for a page or a save meanwhile, in seconds. */
async function meanwhile<Result>(town: Town, act: () => Promise<Result>) {
  let going = true
  let longest = 0
  const grace = await town.signIn('administrator', `Grace ${performance.now()}`)
  const others = (async () => {
    for (let turn = 0; going; turn++) {
      const began = performance.now()
      const page = await grace.get(paths.general)
      expect(page.status).toBe(200)
      if (turn % 5 === 0)
        expect((await grace.submit(page, { 'Organization Name': `Town ${turn}` })).status).toBe(200)
      longest = Math.max(longest, (performance.now() - began) / 1_000)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })()
  const result = await act()
  going = false
  await others
  return { result, longest }
}

test('100,000 accounts are imported, 45,000 titles changed, and nobody waits long', async ({ town, ada }) => {
  const changed = (index: number) => (index < 45_000 ? `Changed ${index}` : `Account ${index}`)
  for (const [content, words] of [
    [chart((index) => `Account ${index}`), 'Imported: 100000 added, 0 changed, 0 made inactive.'],
    [chart(changed), 'Imported: 0 added, 45000 changed, 0 made inactive.'],
  ] as const) {
    const read = await meanwhile(town, () => upload(ada, content))
    const done = await meanwhile(town, () => ada.submit(read.result, {}, { button: 'Import' }))
    expect(done.result.said).toBe(words)
    expect(Math.max(read.longest, done.longest)).toBeLessThan(10)
  }
  const found = await ada.get(`${paths.accountLookUp}?field=account&account=changed`)
  expect(found.document.querySelectorAll('[role=option]')).toHaveLength(8)
})

test('two million lines that are no account are counted in bounded memory while nobody else waits for long', async ({
  town,
  ada,
}) => {
  const { result, longest } = await meanwhile(town, () => upload(ada, header + 'a\n'.repeat(2_000_000)))
  expect(result.find('.error-summary table + p').textContent).toBe('And 1,998,000 more.')
  expect(longest).toBeLessThan(10)
})
