import { FormReader, type FormResult, labelOf } from '../../../lib/form.ts'
import { off, type VendorInterface } from '../registry.ts'
import {
  passwordFits,
  passwordIsFor,
  type VendorInput,
  type VendorSettings,
  vendorSection,
} from './settings.ts'

export const keptFields = ['interface', 'userName', 'removePassword']

export type VendorForm = VendorInput & { password: string; removePassword: boolean; version: number }

/** Reads the form; `current` tells whether a password is stored that this choice may use. */
export function readVendorForm(
  body: unknown,
  vendor: VendorInterface,
  current: VendorSettings,
): FormResult<VendorForm> {
  const form = new FormReader(body)
  const { fields } = vendorSection(vendor)
  const chosen = form.choice('interface', fields.interface.label, vendor.choices)
  const isOn = chosen !== off.value
  const name = labelOf(vendor.choices, chosen)
  const userName = form.identifier('userName', fields.userName.label, {
    limit: 100,
    missing: isOn ? `${name} needs a User Name. Type the one it gave you.` : undefined,
  })
  const input = { interface: chosen, userName }
  const password = form.password('password', fields.password.label, { limit: 256 })
  // The box is there only while there is something to remove.
  const removePassword =
    current.password !== null && form.checkbox('removePassword', 'Remove the stored password')

  if (password !== '' && removePassword) {
    form.addError(
      'removePassword',
      'A new Password is typed and the stored one marked to be removed. Do one or the other.',
    )
  } else if (isOn && password === '' && (removePassword || !passwordFits(current, input))) {
    form.addError('password', missingPassword(vendor, current, input, removePassword))
  }
  if (password !== '' && passwordIsFor(current, chosen) === undefined) {
    form.addError('password', 'Choose the Interface this Password is for, or leave the box empty.')
  }
  return form.result({ ...input, password, removePassword, version: form.version() })
}

function missingPassword(
  vendor: VendorInterface,
  current: VendorSettings,
  input: VendorInput,
  removed: boolean,
) {
  const name = labelOf(vendor.choices, input.interface)
  const stored = current.password
  if (!stored) return `${name} needs a Password. Type the one it gave you.`
  if (removed) return `${name} needs a Password. Type a new one, or choose None to turn it off.`
  return stored.storedFor === input.interface
    ? `Type the Password again: the stored one belongs to the User Name ${stored.storedUser}.`
    : `${name} needs a Password of its own: the stored one belongs to ${labelOf(vendor.choices, stored.storedFor)}.`
}
