import type { LightMyRequestResponse } from 'fastify'
import { parseHTML } from 'linkedom'
import { checkHouseRules, labelOf } from './house-rules.ts'

type Field = HTMLInputElement & HTMLSelectElement

/** An answer, read the way a person reads a page: by label, link and heading. */
export class Page {
  readonly response: LightMyRequestResponse
  readonly path: string
  readonly document: Document

  constructor(response: LightMyRequestResponse, path: string) {
    this.response = response
    this.path = path
    const html = response.body
    const isPage = /<h1/.test(html)
    const panel = !/^<!doctype/i.test(html)
    this.document = parseHTML(panel ? `<!doctype html><html><body>${html}</body></html>` : html)
      .document as Document
    const policy = String(response.headers['content-security-policy'])
    if (isPage) checkHouseRules(this.document, { panel, html, policy })
  }

  get status() {
    return this.response.statusCode
  }

  get title() {
    return text(this.document.querySelector('title'))
  }

  get heading() {
    return text(this.document.querySelector('h1'))
  }

  /** What the page says after an act. */
  get said() {
    return text(this.document.querySelector('.message'))
  }

  /** Everything a person can read on the page. */
  get words() {
    return text(this.document.querySelector('main') ?? this.document.body)
  }

  /** The messages of the error summary. */
  get errors() {
    return [...this.document.querySelectorAll('.error-summary li')].map(text)
  }

  find(selector: string): Element {
    const found = this.document.querySelector(selector)
    if (!found) throw new Error(`nothing on the page fits ${selector}:\n${this.words}`)
    return found
  }

  field(label: string): Field {
    const fields = [...this.document.querySelectorAll('input:not([type=hidden]), select, textarea')]
    const found = fields.find((field) => labelOf(this.document, field) === label)
    if (!found) throw new Error(`no field is labelled ${label} on:\n${this.words}`)
    return found as Field
  }

  /** What a field holds, in the words a person sees; a checkbox holds true or false. */
  valueOf(label: string): string | boolean {
    const field = this.field(label)
    if (field.getAttribute('type') === 'checkbox') return field.hasAttribute('checked')
    if (field.tagName !== 'SELECT') return field.getAttribute('value') ?? ''
    return text(field.querySelector('option[selected]') ?? field.querySelector('option'))
  }

  /** What stands at a label where nothing can be changed: text, no field. */
  textAt(label: string): string {
    const found = [...this.document.querySelectorAll('p.field')].find(
      (one) => text(one.querySelector('b')) === label,
    )
    if (!found) throw new Error(`no text is labelled ${label} on:\n${this.words}`)
    return text(found).slice(label.length).trim()
  }

  /** The message at a field. */
  problemAt(label: string): string {
    const { id } = this.field(label)
    return text(this.document.getElementById(`${id}-error`))
  }

  link(words: string): string {
    const links = [...this.document.querySelectorAll('a')]
    const found = links.find((link) => text(link) === words || text(link).startsWith(`${words} `))
    if (!found) throw new Error(`no link says ${words} on:\n${this.words}`)
    return found.getAttribute('href') ?? ''
  }

  /** The form that holds the button with these words. */
  form(button?: string): HTMLFormElement {
    return this.button(button).closest('form') as HTMLFormElement
  }

  button(words = 'Save'): Element {
    const found = [...this.document.querySelectorAll('form button')].find((one) => text(one) === words)
    if (!found) throw new Error(`no form has a button ${words} on:\n${this.words}`)
    return found
  }

  /** What the browser would send for a form, with some fields filled in by their labels. */
  filledIn(form: HTMLFormElement, values: Record<string, string | boolean>): URLSearchParams {
    const sent = new URLSearchParams()
    const wanted = new Map(Object.entries(values))
    for (const control of form.querySelectorAll('input, select, textarea')) {
      const field = control as Field
      const name = field.getAttribute('name')
      if (!name || field.hasAttribute('disabled')) continue
      const label = labelOf(this.document, field)
      const value = wanted.get(label)
      wanted.delete(label)
      const now = sentNow(field, value)
      if (now !== undefined) sent.append(name, now)
    }
    if (wanted.size > 0)
      throw new Error(`no field is labelled ${[...wanted.keys()].join(', ')} on:\n${this.words}`)
    return sent
  }
}

function sentNow(field: Field, value: string | boolean | undefined): string | undefined {
  const type = field.getAttribute('type')
  if (type === 'checkbox' || type === 'radio') {
    const checked = value === undefined ? field.hasAttribute('checked') : value === true
    return checked ? (field.getAttribute('value') ?? 'on') : undefined
  }
  if (field.tagName === 'SELECT') {
    const options = [...field.querySelectorAll('option')]
    const option =
      value === undefined
        ? (options.find((candidate) => candidate.hasAttribute('selected')) ?? options[0])
        : options.find((candidate) => text(candidate) === value)
    if (!option) throw new Error(`${value} is not offered: ${options.map(text).join(', ')}`)
    return option.getAttribute('value') ?? text(option)
  }
  return value === undefined ? (field.getAttribute('value') ?? field.textContent ?? '') : String(value)
}

function text(element: Element | null | undefined) {
  return (element?.textContent ?? '').replace(/\s+/g, ' ').trim()
}
