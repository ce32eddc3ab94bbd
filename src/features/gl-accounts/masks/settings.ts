import { type Masks, maskKinds } from '../../../lib/account-number.ts'
import { type Section, savedEvent, type Versioned } from '../../../settings/section.ts'

declare module '../../../settings/snapshot.ts' {
  interface Settings {
    /** How the account numbers of the chart are written. */
    accountMasks: { masks: Masks } & Versioned
  }
}

export const accountMasks: Section<never> = {
  name: 'accountMasks',
  subject: 'account-masks',
  saved: savedEvent('account-masks.saved', 'Account masks saved', 'Saved the masks: {changes}'),
  label: 'Account masks',
  table: 'account_masks_form',
  fields: {},
  joins: Object.fromEntries(
    maskKinds.map(({ value }) => [value, { table: 'account_masks', on: { kind: value }, columns: ['mask'] }]),
  ),
  more: (cell) => ({
    masks: Object.fromEntries(maskKinds.map(({ value }) => [value, cell(`${value}_mask`)])),
  }),
}
