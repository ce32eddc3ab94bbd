import { accessEvents } from './audit/denied-access.ts'
import type { AuditEvent } from './audit/event.ts'
import { backupEvents } from './backup/events.ts'
import { connectionEvents } from './connections/events.ts'
import { exchangeFileEvents } from './exchange-files/events.ts'
import { billEvents } from './features/bills/events.ts'
import { accountEvents } from './features/gl-accounts/events.ts'
import { serviceEvents } from './features/gl-accounts/posting/events.ts'
import { historyEvents } from './features/history/events.ts'
import { inquiryEvents } from './features/ledger-inquiry/events.ts'
import { myAccountEvents } from './features/my-account/events.ts'
import { periodEvents } from './features/posting-periods/events.ts'
import { prepaidAccountEvents } from './features/prepaid-accounts/events.ts'
import { balanceEvents } from './features/prepaid-balances/events.ts'
import { reconciliationEvents } from './features/prepaid-reconciliations/events.ts'
import { providerPaymentEvents } from './features/provider-payments/events.ts'
import { sessionEvents } from './features/sign-in/events.ts'
import { transactionEvents } from './features/transactions/events.ts'
import { batchEvents } from './features/update-general-ledger/events.ts'
import { userEvents } from './features/users/events.ts'
import { vendorLoginEvents } from './features/vendor-login/events.ts'
import { profileEvents } from './import-profiles/events.ts'
import { jobEvents } from './jobs/events.ts'
import { keyEvents } from './keys/events.ts'
import { throttlingEvents } from './login-throttling/events.ts'
import { moveEvents } from './move/events.ts'
import { peopleEvents } from './people/events.ts'
import { sections } from './settings-sections.ts'

/** Several interfaces share theirs. */
const sectionEvents = [
  ...new Set(sections.flatMap(({ saved, restored }) => (restored ? [saved, restored] : [saved]))),
]

/** All kinds of records that the product makes today, by which History is read; older kinds are told by their names. */
export const auditEvents: AuditEvent[] = [
  accessEvents,
  peopleEvents,
  throttlingEvents,
  sessionEvents,
  myAccountEvents,
  userEvents,
  keyEvents,
  backupEvents,
  moveEvents,
  accountEvents,
  serviceEvents,
  periodEvents,
  transactionEvents,
  billEvents,
  batchEvents,
  inquiryEvents,
  providerPaymentEvents,
  prepaidAccountEvents,
  balanceEvents,
  vendorLoginEvents,
  reconciliationEvents,
  profileEvents,
  jobEvents,
  exchangeFileEvents,
  historyEvents,
  connectionEvents,
  sectionEvents,
].flatMap((events): AuditEvent[] => Object.values(events))

/** What can change what the report of a ledger update says. */
export const reportEvents: AuditEvent[] = [
  transactionEvents.imported,
  transactionEvents.takenOut,
  batchEvents.run,
  batchEvents.undone,
  periodEvents.closed,
  periodEvents.reopened,
  accountEvents.added,
  accountEvents.saved,
  accountEvents.imported,
  serviceEvents.added,
  serviceEvents.saved,
  // Where files are exchanged says nothing of what is posted.
  ...sectionEvents.filter(({ kind }) => !kind.startsWith('connection.')),
]
