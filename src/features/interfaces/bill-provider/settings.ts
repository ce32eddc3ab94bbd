import { off } from '../settings.ts'
import type { Vendor } from '../vendor-account/settings.ts'

export const billProvider: Vendor = {
  key: 'bill-provider',
  label: 'Bill Provider',
  table: 'bill_provider',
  interfaces: [
    { value: 'invoice-cloud', label: 'Invoice Cloud' },
    { value: 'xpress-bill-pay', label: 'Xpress Bill Pay' },
    off,
  ],
}
