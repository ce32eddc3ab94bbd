import { baiLockbox, simpleBills } from './beginnings.ts'
import { eBillSvcPayments } from './ebillsvc.ts'
import { oracleCancellations, oracleConfirmations, oracleRequests } from './oracle-auto-pay.ts'
import { plugnPayInvoices } from './plugnpay.ts'
import type { ReadyMade } from './ready-made.ts'

export const readyMadeLayouts: readonly ReadyMade[] = [
  plugnPayInvoices,
  oracleRequests,
  simpleBills,
  eBillSvcPayments,
  oracleConfirmations,
  oracleCancellations,
  baiLockbox,
]
