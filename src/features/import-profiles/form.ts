import { readName } from '../../import-profiles/words-form.ts'
import { FormReader, type FormResult } from '../../lib/form.ts'

export const keptFields = ['name']

export type NameForm = { name: string; version: number }

export function readNameForm(body: unknown): FormResult<NameForm> {
  const form = new FormReader(body)
  return form.result({ name: readName(form), version: form.version() })
}
