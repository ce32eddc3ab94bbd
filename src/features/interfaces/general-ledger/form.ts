import { FormReader, type FormResult } from '../../../lib/form.ts'
import { type GeneralLedgerInput, interfaces, labels, updateMethods } from './settings.ts'

export const keptFields = ['interface', 'updateMethod', 'updatePayments']

export type GeneralLedgerForm = GeneralLedgerInput & { version: number }

export function readGeneralLedgerForm(body: unknown): FormResult<GeneralLedgerForm> {
  const form = new FormReader(body)
  return form.result({
    interface: form.choice('interface', labels.interface, interfaces),
    updateMethod: form.choice('updateMethod', labels.updateMethod, updateMethods),
    updatePayments: form.checkbox('updatePayments', labels.updatePayments),
    version: form.version(),
  })
}
