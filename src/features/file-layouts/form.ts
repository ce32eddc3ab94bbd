import { FormReader, type FormResult } from '../../lib/form.ts'
import type { LayoutUse } from './settings.ts'

export const keptFields = ['bills', 'payments']

export type ChoiceForm = Record<LayoutUse, string> & { version: number }

/** Reads which layouts files go by; `choices` are those there are. */
export function readChoiceForm(
  body: unknown,
  choices: Record<LayoutUse, { value: string }[]>,
): FormResult<ChoiceForm> {
  const form = new FormReader(body)
  return form.result({
    bills: form.choice('bills', 'Bills are written with', choices.bills),
    payments: form.choice('payments', 'Payments are read with', choices.payments),
    version: form.version(),
  })
}
