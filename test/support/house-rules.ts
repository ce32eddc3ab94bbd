import { hash } from 'node:crypto'
import { expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'

const helpPages: string[] = Object.values(paths).filter((path) => path.startsWith(paths.help))

const box = 'input:not([type=hidden], [type=checkbox], [type=radio], [type=file])'
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
  const inOrder = all('[id]').map((element) => element.id)
  const ids = new Set(inOrder)
  expect(inOrder, 'unique ids').toEqual([...ids])
  const idOf = (link: Element) => link.getAttribute('href')?.slice(1) ?? ''
  const wrongFields = all('.error-summary a[href^="#"]').map((link) => inOrder.indexOf(idOf(link)))
  expect(wrongFields, 'what is wrong in the order of the page').toEqual(
    wrongFields.toSorted((one, other) => one - other),
  )
  const controls = all('input:not([type=hidden]), select, textarea')
  none(
    controls.filter((control) => labelOf(document, control) === ''),
    'a label for every control',
  )
  // `form.action` would be the field, and what sends forms asks for these.
  none(all('[name=form], [name=action], [name=method], [name=submit]'), 'no field hides its form')
  none(all('[disabled]'), 'what cannot be changed is text, no disabled field')
  const tables = all('table')
  none(
    tables.filter((table) => !table.querySelector('caption')),
    'a caption for every table',
  )
  for (const table of tables) if (table.querySelector('thead')) checkStacked(table)
  const described = new Set(
    all('[aria-describedby]').flatMap((box) => box.getAttribute('aria-describedby')?.split(' ')),
  )
  // What is said while one types is read out by itself.
  const hints = all('form .field .hint').filter((hint) => hint.getAttribute('role') !== 'status')
  none(
    hints.filter((hint) => !described.has(hint.id)),
    'every hint is that of a field',
  )
  none(
    all('main *').filter(
      ({ firstElementChild, textContent }) =>
        !firstElementChild && /^(undefined|null|NaN|\[object \w+\])$/.test((textContent ?? '').trim()),
    ),
    'no value that is not there',
  )
  none(
    all('.reveal').filter((show) => !/^Show ./.test(show.getAttribute('aria-label') ?? '')),
    'whose Show',
  )
  // Without a style sheet the second would go on in the same word.
  const closeTogether = all(inWords).filter(
    ({ nextSibling, nextElementSibling }) => nextSibling && nextSibling === nextElementSibling,
  )
  none(
    closeTogether.filter((first) => first.nextElementSibling?.matches(inWords)),
    'a space between words',
  )
  const forms = all('form')
  none(
    forms.filter((form) => !form.getAttribute('action')),
    'every form has an action',
  )
  none(
    forms.filter((form) => form.getAttribute('method') === 'post' && !form.querySelector('[name=_csrf]')),
    'every form that changes something has a token',
  )
  // Enter in a box presses the first button.
  none(
    forms.filter(
      (form) => form.querySelector(box) && form.querySelector('button')?.hasAttribute('formaction'),
    ),
    'Enter does what its form is for',
  )
  none(
    all('a[href^="#"]').filter((link) => !ids.has(idOf(link)) && !(panel && idOf(link) === 'panel')),
    'every link within the page has its target',
  )
  const help = all('[target=help], #menu [aria-current]').map((link) => link.getAttribute('href') ?? '')
  if (all('.breadcrumb').length > 0)
    expect(
      help.some((path) => helpPages.includes(path)),
      'every page leads to its page of Help',
    ).toBe(true)
  none(all('[style], style:not(head > style)'), 'no inline style')
  const hashes = all('style').map(({ innerHTML }) => `'sha256-${hash('sha256', innerHTML, 'base64')}'`)
  expect(hashes, 'the one style that the policy names').toEqual(policy.match(/'sha256-[^']+'/g) ?? [])
  none(all('script:not([src])'), 'no inline script')
  expect(/\son[a-z]+=/i.test(html.replace(/>[^<]*</g, '><')), 'no event attributes').toBe(false)
  none(all('input[type=password][value]'), 'no password in the page')
}

function none(elements: Element[], rule: string) {
  expect(
    elements.map(({ outerHTML }) => outerHTML),
    rule,
  ).toEqual([])
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
