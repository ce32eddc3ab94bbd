import { hash } from 'node:crypto'
import { expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'

const helpPages: string[] = Object.values(paths).filter((path) => path.startsWith(paths.help))

const inWords = 'a, b, i, code, kbd, label, small, span'

/** What holds for every page that any test fetches; `panel` is a page without the layout around it. */
export function checkHouseRules(
  document: Document,
  { panel, html, policy }: { panel: boolean; html: string; policy: string },
) {
  const all = (selector: string) => [...document.querySelectorAll(selector)]
  expect(all('h1').length, 'one h1').toBe(1)
  expect(all('title').length, 'one title').toBe(1)
  const wrong = all('.error-summary').map(({ textContent }) => textContent)
  expect(new Set(wrong).size, 'what is wrong is said once').toBe(wrong.length)
  const ids = all('[id]').map((element) => element.id)
  expect(ids, 'unique ids').toEqual([...new Set(ids)])
  const wrongFields = all('.error-summary a[href^="#"]').map((link) =>
    ids.indexOf((link.getAttribute('href') ?? '').slice(1)),
  )
  expect(wrongFields, 'what is wrong in the order of the page').toEqual(
    wrongFields.toSorted((one, other) => one - other),
  )
  for (const control of all('input:not([type=hidden]), select, textarea')) {
    expect(labelOf(document, control), `a label for ${control.outerHTML}`).not.toBe('')
  }
  // `form.action` would be the field, and what sends forms asks for these.
  expect(
    all('[name=form], [name=action], [name=method], [name=submit]').length,
    'no field hides its form',
  ).toBe(0)
  expect(all('[disabled]').length, 'what cannot be changed is text, no disabled field').toBe(0)
  for (const table of all('table'))
    expect(table.querySelector('caption'), `a caption for ${table.outerHTML}`).toBeTruthy()
  for (const table of all('table:has(thead)')) checkStacked(table)
  for (const hint of all('form .field .hint')) {
    const described = all('[aria-describedby]').flatMap((box) =>
      box.getAttribute('aria-describedby')?.split(' '),
    )
    // What is said while one types is read out by itself.
    if (hint.getAttribute('role') !== 'status')
      expect(described, `the field of ${hint.outerHTML}`).toContain(hint.id)
  }
  const missing = all('main *').filter(({ innerHTML }) =>
    /^(undefined|null|NaN|\[object \w+\])$/.test(innerHTML.trim()),
  )
  expect(
    missing.map(({ outerHTML }) => outerHTML),
    'no value that is not there',
  ).toEqual([])
  for (const show of all('.reveal')) expect(show.getAttribute('aria-label'), 'whose Show').toMatch(/^Show ./)
  // Without a style sheet the second would go on in the same word.
  for (const first of all(inWords)) {
    if (first.nextSibling === first.nextElementSibling)
      expect(first.nextElementSibling?.matches(inWords), `a space after ${first.outerHTML}`).not.toBe(true)
  }
  for (const form of all('form')) {
    expect(form.getAttribute('action'), 'every form has an action').toBeTruthy()
    if (form.getAttribute('method') === 'post') {
      expect(form.querySelector('[name=_csrf]'), 'every form that changes something has a token').toBeTruthy()
    }
  }
  for (const link of all('a[href^="#"]')) {
    const id = link.getAttribute('href')?.slice(1) ?? ''
    if (!panel || id !== 'panel') expect(ids, `the target of ${link.outerHTML}`).toContain(id)
  }
  const help = all('[target=help], #menu [aria-current]').map((link) => link.getAttribute('href') ?? '')
  if (all('.breadcrumb').length > 0)
    expect(
      help.some((path) => helpPages.includes(path)),
      'every page leads to its page of Help',
    ).toBe(true)
  expect(all('[style], style:not(head > style)').length, 'no inline style').toBe(0)
  const hashes = all('style').map(({ innerHTML }) => `'sha256-${hash('sha256', innerHTML, 'base64')}'`)
  expect(hashes, 'the one style that the policy names').toEqual(policy.match(/'sha256-[^']+'/g) ?? [])
  expect(all('script:not([src])').length, 'no inline script').toBe(0)
  expect(/\son[a-z]+=/i.test(html.replace(/>[^<]*</g, '><')), 'no event attributes').toBe(false)
  for (const secret of all('input[type=password]')) {
    expect(secret.getAttribute('value'), 'no password in the page').toBeNull()
  }
}

const wordsOf = ({ textContent }: Element) => (textContent ?? '').replace(/\s+/g, ' ').trim()

/**
 * A narrow screen shows each row as a block, in which each cell says which column it is of. One may go without: what stands
 * below the block's title, or a button. A figure never does.
 */
function checkStacked(table: Element) {
  const caption = wordsOf(table.querySelector('caption') as Element)
  expect(table.classList.contains('stacked'), `${caption}: a block a row where it is narrow`).toBe(true)
  const headings = [...table.querySelectorAll('thead th, thead td')].map(wordsOf)
  for (const row of table.querySelectorAll('tr')) {
    const cells = [...row.children]
    if (row.closest('thead') || cells.some((cell) => cell.hasAttribute('colspan'))) continue
    expect(cells.length, `${caption}: as many cells as columns in ${wordsOf(row)}`).toBe(headings.length)
    const withLabels = [...cells.entries()].filter(([, cell]) => cell.hasAttribute('data-label'))
    const labels = withLabels.map(([, cell]) => cell.getAttribute('data-label'))
    expect(labels, `${caption}: the labels of a row`).toEqual(withLabels.map(([index]) => headings[index]))
    const without = cells.filter((cell) => cell.matches('td:not([data-label])'))
    expect(without.length, `${caption}: cells without a label in ${wordsOf(row)}`).toBeLessThanOrEqual(1)
    expect(
      without.some((cell) => cell.classList.contains('number')),
      `${caption}: figures with a label`,
    ).toBe(false)
  }
}

/** The words a person reads beside a control. */
export function labelOf(document: Document, control: Element): string {
  const label =
    document.querySelector(`label[for="${control.id}"]`)?.textContent ??
    control.closest('label')?.textContent ??
    control.getAttribute('aria-label') ??
    ''
  return label.replace(/\s+/g, ' ').trim()
}
