import type { Page } from 'playwright'

/** What is wrong with a page at the width that it has: what reaches over its edge, is broken or cannot be seen. */
export function drawnWrong(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wrong: string[] = []
    const { clientWidth, scrollWidth } = document.documentElement
    if (scrollWidth > clientWidth) wrong.push(`scrolls ${scrollWidth - clientWidth} px sideways`)
    const heading = document.querySelector('h1') as HTMLElement
    if (heading.getBoundingClientRect().top > innerHeight) wrong.push('the heading is below the first screen')
    for (const cell of document.querySelectorAll('td.number')) {
      const { left, right, width } = cell.getBoundingClientRect()
      if (cell.checkVisibility() && (width === 0 || left < 0 || right > clientWidth))
        wrong.push(`out of sight: ${cell.textContent}`)
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    while (texts.nextNode()) {
      const node = texts.currentNode as Text
      const within = node.parentElement
      // What is folded away, such as a fingerprint, is as long as it is.
      if (
        !within?.checkVisibility({ visibilityProperty: true }) ||
        /^(OPTION|SCRIPT|TITLE)$/.test(within.tagName)
      )
        continue
      // An address is broken where the line ends.
      if (/https?:\/\//.test(node.data)) continue
      // A hyphen or a slash may end a line.
      for (const { 0: word, index } of node.data.matchAll(/[^\s/\-–]+/g)) {
        range.setStart(node, index)
        range.setEnd(node, index + word.length)
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)))
        if (lines.size > 1) wrong.push(`broken inside: ${word}`)
      }
    }
    return wrong
  })
}

/** Whether a page reaches over its edge at the width that it has. */
export function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement
    return scrollWidth > clientWidth
      ? [`scrolls ${scrollWidth - clientWidth} px sideways at ${clientWidth} px`]
      : []
  })
}

/** What is wrong with a page on paper: what only a screen has use for, and tables whose headings do not come again. */
export function printedWrong(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wrong: string[] = []
    const onScreen =
      'button, input:not([type=hidden]), select, textarea, nav, .breadcrumb, .actions, kbd, body > header'
    for (const element of document.querySelectorAll(onScreen))
      if (element.checkVisibility()) wrong.push(`printed: ${element.outerHTML.slice(0, 80)}`)
    for (const link of document.querySelectorAll('main a'))
      if (link.checkVisibility() && getComputedStyle(link).textDecorationLine !== 'none')
        wrong.push(`underlined: ${link.textContent}`)
    for (const head of document.querySelectorAll('thead'))
      if (head.checkVisibility() && getComputedStyle(head).display !== 'table-header-group')
        wrong.push(`a heading that does not come again: ${head.textContent}`)
    for (const shown of ['.paper-head', 'h1'])
      if (!document.querySelector(shown)?.checkVisibility()) wrong.push(`not printed: ${shown}`)
    for (const outlined of document.querySelectorAll('main *'))
      if (getComputedStyle(outlined).outlineStyle !== 'none')
        wrong.push(`outlined: ${outlined.outerHTML.slice(0, 80)}`)
    return wrong
  })
}
