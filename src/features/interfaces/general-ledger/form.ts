import { FormReader, type FormResult } from '../../../lib/form.ts'
import { type GeneralLedgerInput, generalLedger, ledgers, updateMethods } from './settings.ts'

const { fields } = generalLedger
export const keptFields = Object.keys(fields)

export type GeneralLedgerForm = GeneralLedgerInput & { version: number }

export function readGeneralLedgerForm(body: unknown): FormResult<GeneralLedgerForm> {
  const form = new FormReader(body)
  return form.result({
    interface: form.choice('interface', fields.interface.label, ledgers),
    updateMethod: form.choice('updateMethod', fields.updateMethod.label, updateMethods),
    updatePayments: form.checkbox('updatePayments', fields.updatePayments.label),
    version: form.version(),
  })
}
