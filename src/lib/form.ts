import { readDate } from './dates.ts'
import { unseenIn } from './identifier.ts'

/** A message about one field, in a person's words; `field` is the input's name and id. */
export type FieldError = { field: string; message: string }

/** What the person typed, by field, to put back into the form as it was. */
export type Submitted = Record<string, string>

export type Choice = { value: string; label: string }

/** What people read for a value: the label of its entry in a list, or the value itself. */
export function labelOf(choices: readonly Choice[] | undefined, value: unknown): string {
  return choices?.find((choice) => choice.value === String(value))?.label ?? String(value)
}

/** `lost` asks for each secret that was typed once more: no page gives one back; `fields` are in the order of the page. */
export type FormResult<Value> = { submitted: Submitted; lost: FieldError[]; fields: string[] } & (
  | { ok: true; value: Value }
  | { ok: false; errors: FieldError[] }
)

/** As a person comes across them. */
export function inOrder(errors: FieldError[], fields: string[]): FieldError[] {
  return errors.toSorted((one, other) => fields.indexOf(one.field) - fields.indexOf(other.field))
}

/** The last is put where something did not arrive as text. */
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029\ufffd]/u

/** Reads one posted form; collects every problem instead of stopping at the first. */
export class FormReader {
  readonly #body: Record<string, unknown>
  readonly #errors: FieldError[] = []
  readonly #submitted: Submitted = {}
  readonly #lost: FieldError[] = []
  readonly #fields: string[] = []

  constructor(body: unknown) {
    this.#body = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  }

  addError(field: string, message: string) {
    if (!this.#errors.some((earlier) => earlier.field === field)) this.#errors.push({ field, message })
  }

  /** The text as it was sent, `''` when it was not; a field sent twice is a problem. */
  raw(field: string, label: string): string {
    this.#fields.push(field)
    const value = this.#body[field]
    if (Array.isArray(value)) {
      this.addError(field, `${label} arrived twice. Check it here and save again.`)
      return String(value[0] ?? '')
    }
    if (value !== undefined && typeof value !== 'string') {
      this.addError(field, `${label} could not be read. Type it again.`)
      return ''
    }
    return value ?? ''
  }

  /** One line of text without the spaces around it. `limit` counts characters. */
  text(field: string, label: string, { limit, missing }: { limit: number; missing?: string }): string {
    const raw = this.raw(field, label)
    this.#submitted[field] = raw
    const value = raw.trim()
    if (missing !== undefined && value === '') this.addError(field, missing)
    this.#checkCharacters(field, label, value, limit)
    return value
  }

  /** The lines of a text that are not empty, each without the spaces around it. */
  lines(field: string, label: string, { limit, most }: { limit: number; most: number }): string[] {
    const raw = this.raw(field, label)
    this.#submitted[field] = raw
    const lines = raw.split(/\r\n?|\n/).map((line) => line.trim())
    const filled = lines.filter((line) => line !== '')
    for (const line of filled) this.#checkCharacters(field, label, line, limit)
    if (filled.length > most)
      this.addError(field, `${label} has ${filled.length} lines; ${most} are the most.`)
    return filled
  }

  /** As `text`, for what tells one from another: two that look alike must be one. */
  identifier(field: string, label: string, options: { limit: number; missing?: string }): string {
    const value = this.text(field, label, options)
    const hidden = unseenIn(value)
    if (hidden) this.addError(field, `${label} has ${hidden}: delete it.`)
    return value
  }

  /** A date as YYYY-MM-DD, however staff write it; `''` when there is none. */
  date(field: string, label: string, options: { missing?: string } = {}): string {
    const text = this.text(field, label, { limit: 20, ...options })
    const date = readDate(text)
    if (text !== '' && !date)
      this.addError(field, `${label} is not a date. Write it like 2026-01-31 or 01/31/2026.`)
    return date ?? ''
  }

  /** A password exactly as typed, spaces included; never put back into the form. */
  password(field: string, label: string, { limit }: { limit: number }): string {
    const value = this.raw(field, label)
    if (value !== '') {
      this.#lost.push({ field, message: `Type the ${label} again: a page never shows one that was typed.` })
    }
    this.#checkCharacters(field, label, value, limit)
    return value
  }

  choice<Value extends string>(field: string, label: string, choices: readonly { value: Value }[]): Value {
    const raw = this.raw(field, label)
    this.#submitted[field] = raw
    const choice = choices.find(({ value }) => value === raw)
    if (!choice) this.addError(field, `Choose one of the entries of ${label}.`)
    return (choice ?? (choices[0] as { value: Value })).value
  }

  checkbox(field: string, label: string): boolean {
    const raw = this.raw(field, label)
    this.#submitted[field] = raw
    if (raw !== '' && raw !== 'on') this.addError(field, `${label} can only be selected or cleared.`)
    return raw === 'on'
  }

  /** The version the form was made from; 0 or more, or -1 when it is missing or no number. */
  version(): number {
    const raw = this.#body.version
    return typeof raw === 'string' && /^\d{1,9}$/.test(raw) ? Number(raw) : -1
  }

  /** `first`: fields that come first on the page though others had to be read before them. */
  result<Value>(value: Value, first: string[] = []): FormResult<Value> {
    const fields = [...new Set([...first, ...this.#fields])]
    const sent = { submitted: this.#submitted, lost: this.#lost, fields }
    return this.#errors.length > 0
      ? { ...sent, ok: false, errors: inOrder(this.#errors, fields) }
      : { ...sent, ok: true, value }
  }

  #checkCharacters(field: string, label: string, value: string, limit: number) {
    const length = [...value].length
    if (length > limit) {
      this.addError(field, `${label} is too long: ${limit} characters at most, this has ${length}.`)
    } else if (unprintable.test(value)) {
      this.addError(
        field,
        `${label} holds a character that cannot be seen or read, such as a line break or a tab. Type it again.`,
      )
    }
  }
}
