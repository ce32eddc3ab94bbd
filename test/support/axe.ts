import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright'

/** Named, because some rules, such as the size of what is pressed, run only when their tag is asked for. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds wrong with the page as it stands, a line a rule. It needs script to run. */
export async function violations(page: Page): Promise<string[]> {
  // The legacy mode opens no second tab, which takes as long as the look itself; no page here has frames.
  const found = await new AxeBuilder({ page }).withTags(tags).setLegacyMode().analyze()
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
