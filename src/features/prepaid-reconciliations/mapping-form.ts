import { FormReader, type FormResult } from '../../lib/form.ts'
import { longestServiceCode } from '../../lib/identifier.ts'
import { type Part, parts } from './parts.ts'
import { adjustmentRules, depositRules, type MappingInput, prepaidReconciliations } from './settings.ts'

const { fields } = prepaidReconciliations

export const keptFields = ['adjustments', 'deposits', 'code-*', 'part-*']

export const partChoices = [{ value: '', label: 'Not said yet' }, ...parts] as const

export type MappingForm = MappingInput & { version: number }

/** What is saved, as the form sends it: of each service its code and its part, in the order that it asks. */
export function submittedMapping({ parts: saved, adjustments, deposits }: MappingInput, codes: string[]) {
  const partOf = new Map(saved)
  const services = codes.flatMap((code, index) => [
    [`code-${index}`, code],
    [`part-${index}`, partOf.get(code) ?? ''],
  ])
  return { adjustments, deposits, ...Object.fromEntries(services) }
}

/** Services that the form did not ask about stay as they were `saved`. */
export function readMappingForm(body: unknown, saved: MappingInput['parts']): FormResult<MappingForm> {
  const form = new FormReader(body)
  const mapped = new Map(saved)
  const sent = Object.keys((body ?? {}) as object)
  for (let index = 0; sent.includes(`code-${index}`); index++) {
    const code = form.text(`code-${index}`, 'Service', { limit: longestServiceCode })
    const part = form.choice(`part-${index}`, code, partChoices)
    if (part === '') mapped.delete(code)
    else mapped.set(code, part)
  }
  const inOrder: [string, Part][] = [...mapped].sort(([one], [other]) => (one < other ? -1 : 1))
  return form.result({
    parts: inOrder,
    adjustments: form.choice('adjustments', fields.adjustments.label, adjustmentRules),
    deposits: form.choice('deposits', fields.deposits.label, depositRules),
    version: form.version(),
  })
}
