import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright'

/** Named, because some rules, such as the size of what is pressed, run only when their tag is asked for. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

type Axe = {
  run(
    context: Document,
    options: { runOnly: string[]; resultTypes: string[] },
  ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
}

/** The small one, which a browser reads in half the time. */
const file = createRequire(import.meta.resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js')
const source = readFileSync(file, 'utf8')

/** What axe finds wrong with the page as it stands, a line a rule. It needs script to run. */
export async function violations(page: Page): Promise<string[]> {
  // To put it into the page takes longer than the look itself, so it stays until the browser leaves the page.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(`${source}\n;0`)
  return page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: Axe }
    const { violations } = await axe.run(document, { runOnly, resultTypes: ['violations'] })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  }, tags)
}
