import { parseHTML } from 'linkedom'
import { expect, test } from 'vitest'
import { checkHouseRules } from '../support/house-rules.ts'

const page = (main: string) =>
  `<!doctype html><html><head><title>T</title></head><body><main><h1 id="top">T</h1>${main}</main></body></html>`

function check(main: string) {
  const html = page(main)
  checkHouseRules(parseHTML(html).document as unknown as Document, { panel: false, html, policy: '' })
}

const field = '<label for="a">A</label><input id="a" aria-describedby="h"><span class="hint" id="h">h</span>'
const form = `<form action="/x" method="post"><input type="hidden" name="_csrf"><div class="field">${field}</div></form>`
const table = (row: string) =>
  `<table class="stacked"><caption>C</caption><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr>${row}</tr></tbody></table>`

test('a page that keeps to the rules is taken', () => {
  check(`${form}<a href="#top">up</a> <b>b</b>${table('<td>1</td><td data-label="B">2</td>')}`)
})

test.for([
  ['one h1', '<h1>Again</h1>'],
  ['unique ids', '<p id="top"></p>'],
  ['what is wrong is said once', '<p class="error-summary">No</p><p class="error-summary">No</p>'],
  [
    'what is wrong in the order of the page',
    `${form}<p id="z"></p><div class="error-summary"><a href="#z">z</a> <a href="#a">a</a></div>`,
  ],
  ['a label for every control', '<input id="b">'],
  ['no field hides its form', '<label>A<input name="action"></label>'],
  ['what cannot be changed is text, no disabled field', '<label>A<input disabled></label>'],
  ['a caption for every table', '<table></table>'],
  ['C: the labels of a row', table('<td>1</td><td data-label="A">2</td>')],
  ['C: cells without a label in 1 2', table('<td>1</td> <td>2</td>')],
  ['C: figures with a label', table('<td class="number">1</td><td data-label="B">2</td>')],
  ['every hint is that of a field', form.replace(' aria-describedby="h"', '')],
  ['no value that is not there', '<p>undefined</p>'],
  ['whose Show', '<button class="reveal" aria-label="Show ">Show</button>'],
  ['a space between words', '<b>a</b><i>b</i>'],
  ['every form has an action', form.replace(' action="/x"', '')],
  ['every form that changes something has a token', form.replace('name="_csrf"', 'name="c"')],
  [
    'Enter does what its form is for',
    form.replace('</form>', '<button formaction="/y">Other</button><button>Save</button></form>'),
  ],
  ['every link within the page has its target', '<a href="#nowhere">a</a>'],
  ['every page leads to its page of Help', '<nav class="breadcrumb"></nav>'],
  ['no inline style', '<p style="color: red"></p>'],
  ['no inline script', '<script>1</script>'],
  ['no event attributes', '<p onclick="x()"></p>'],
  ['no password in the page', '<label>A<input type="password" value="x"></label>'],
] as const)('%s: a page that does not is refused by that name', ([rule, main]) => {
  expect(() => check(main)).toThrow(rule)
})

test('a style in the head that the policy does not name is refused', () => {
  const html = page('').replace('</head>', '<style>p { color: red }</style></head>')
  const { document } = parseHTML(html)
  const asked = { panel: false, html, policy: '' }
  expect(() => checkHouseRules(document as unknown as Document, asked)).toThrow(
    'the one style that the policy',
  )
})
