import { Eta } from 'eta'
import type { FieldError } from '../lib/form.ts'

/** What the fields of a page's form hold, what is wrong with them, and whether their values are shown as text alone. */
export type FormModel = { values?: object | undefined; errors?: FieldError[] | undefined; readOnly?: boolean }

/** `describedBy` is what is read out with the field besides: an element's id. */
type Field = FormModel & { name: string; hint?: string; describedBy?: string | false }
type Attributes = Record<string, string | boolean | undefined>

const { escapeFunction } = new Eta().config

/** The attributes of a field's control: those that every control has, and `more`. What is false or empty is left out. */
export function control({ name, hint, describedBy, errors }: Field, more: Attributes = {}): string {
  const isWrong = errors?.some(({ field }) => field === name)
  const described = [describedBy, hint && `${name}-hint`, isWrong && `${name}-error`]
    .filter(Boolean)
    .join(' ')
  const all: Attributes = {
    id: name,
    name,
    ...more,
    'aria-describedby': described,
    'aria-invalid': isWrong && 'true',
  }
  return Object.entries(all)
    .filter(([, value]) => value)
    .map(([attribute, value]) =>
      value === true ? ` ${attribute}` : ` ${attribute}="${escapeFunction(value)}"`,
    )
    .join('')
}
