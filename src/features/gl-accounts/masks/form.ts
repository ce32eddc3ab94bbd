import { type Masks, maskKinds, maskProblem } from '../../../lib/account-number.ts'
import { FormReader, type FormResult } from '../../../lib/form.ts'

export const keptFields = maskKinds.map(({ value }) => value)

export type MasksForm = { masks: Masks; version: number }

export function readMasksForm(body: unknown): FormResult<MasksForm> {
  const form = new FormReader(body)
  const masks = {} as Masks
  for (const { value, label } of maskKinds) {
    masks[value] = form.text(value, label, { limit: 40 }).toUpperCase()
    const problem = maskProblem(masks[value])
    if (problem) form.addError(value, problem)
  }
  return form.result({ masks, version: form.version() })
}
