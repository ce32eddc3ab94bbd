import type { Locator, Page } from 'playwright'
import { expect } from 'vitest'
import { violations } from './axe.ts'

const mostTabs = 80

/** How many things that Tab stops at lie between the focus and an element behind it; 0 where that cannot be told. */
function tabsTo(element: Node): number {
  const stops = [
    ...document.querySelectorAll<HTMLElement>(
      'a[href], button, input, select, textarea, summary, [tabindex]',
    ),
  ].filter((stop) => stop.tabIndex >= 0 && !stop.matches(':disabled') && stop.checkVisibility())
  const here = stops.indexOf(document.activeElement as HTMLElement)
  return here < 0 ? 0 : Math.max(0, stops.indexOf(element as HTMLElement) - here)
}

/** A page as one uses it who has no mouse: everything is reached with Tab. */
export type Keyboard = ReturnType<typeof byKeyboard>

export function byKeyboard(page: Page, script: boolean) {
  /** Presses Tab until the focus is there, so that what cannot be reached is not pressed. */
  async function reach(target: Locator) {
    await target.waitFor()
    // A handle, because to find the element again by its name after each Tab takes thrice as long.
    const wanted = await target.elementHandle()
    let tabs = 0
    // As many as it should take, then one at a time: to ask after each takes as long as the key itself.
    for (let ahead = (await wanted?.evaluate(tabsTo)) ?? 0; tabs <= mostTabs; ahead = 1) {
      for (; ahead > 0; ahead--, tabs++) await page.keyboard.press('Tab')
      if (await wanted?.evaluate((element) => element === document.activeElement)) return
    }
    throw new Error(`Tab never reaches ${target}`)
  }

  async function fill(label: string, text: string) {
    await reach(page.getByLabel(label, { exact: true }))
    await page.keyboard.press('Control+a')
    if (text === '') await page.keyboard.press('Delete')
    else await page.keyboard.type(text)
  }

  /** The focus is on the message that an act led to, so that it is read out. */
  async function isOn(selector: string, words: string | RegExp) {
    await page.locator(selector, { hasText: words }).waitFor()
    await expect
      .poll(() => page.evaluate((wanted) => document.activeElement?.matches(wanted), selector))
      .toBe(true)
  }

  return {
    reach,
    fill,

    /** Nothing that axe finds, which needs script to run; narrow, dark and on paper every page is looked at together. */
    async isSound(heading: string) {
      await page.getByRole('heading', { level: 1, name: heading }).waitFor()
      if (script) expect(await violations(page), heading).toEqual([])
    },

    /** Types into the field and presses Enter. */
    async type(label: string, text: string) {
      await fill(label, text)
      await page.keyboard.press('Enter')
    },

    /** Types a day as month, day and year into the parts of its box. */
    async typeDay(label: string, digits: string) {
      await reach(page.getByLabel(label, { exact: true }))
      await page.keyboard.type(digits)
    },

    /** Goes through the choices with the arrow keys. */
    async choose(label: string, choice: string) {
      const select = page.getByLabel(label, { exact: true })
      await reach(select)
      await page.keyboard.press('Home')
      for (let steps = await select.locator('option').count(); steps > 0; steps--) {
        if ((await select.locator('option:checked').textContent()) === choice) return
        await page.keyboard.press('ArrowDown')
      }
      throw new Error(`${choice} is not offered at ${label}`)
    },

    /** Presses a button with Space. */
    async press(name: string | RegExp) {
      await reach(page.getByRole('button', { name, exact: typeof name === 'string' }))
      await page.keyboard.press('Space')
    },

    /** Follows a link of the page with Enter. */
    async open(name: string | RegExp) {
      await reach(page.locator('main').getByRole('link', { name }).first())
      await page.keyboard.press('Enter')
    },

    /** Follows a link of the menu with Enter. */
    async openMenu(name: string) {
      await reach(page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name, exact: true }))
      await page.keyboard.press('Enter')
    },

    said: (words: string | RegExp) => isOn('.message', words),

    async refused(words: string | RegExp) {
      await isOn('.error-summary', words)
      await expect.poll(() => page.title()).toMatch(/^Error: /)
    },
  }
}
