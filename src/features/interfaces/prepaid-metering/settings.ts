import { off } from '../settings.ts'
import type { Vendor } from '../vendor-account/settings.ts'

export const prepaidMetering: Vendor = {
  key: 'prepaid-metering',
  label: 'Prepaid Metering',
  table: 'prepaid_metering',
  interfaces: [
    { value: 'exceleron-myusage', label: 'Exceleron MyUsage' },
    { value: 'multispeak-3.0', label: 'MultiSpeak 3.0' },
    { value: 'multispeak-4.1', label: 'MultiSpeak 4.1' },
    off,
  ],
}
