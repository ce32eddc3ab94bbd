import { pruneAct } from './exchange-files/prune-act.ts'
import { removePersonalData } from './features/bills/personal-data-store.ts'
import { sendKind } from './features/bills/send/kind.ts'
import { sendFile } from './features/bills/send/send-file.ts'
import { removeOldDrafts } from './features/file-layouts/old-drafts.ts'
import { askAboutAccount } from './features/prepaid-accounts/call-act.ts'
import { lookForEnrolled } from './features/prepaid-accounts/daily-status-act.ts'
import { removeOldRecords } from './features/prepaid-accounts/old-records.ts'
import { askStatuses } from './features/prepaid-accounts/status-act.ts'
import { compareBalances } from './features/prepaid-balances/compare-balances.ts'
import { noteEntries } from './features/prepaid-balances/note-entries.ts'
import { removeOldPulls } from './features/prepaid-balances/pulls-store.ts'
import { pushEntry } from './features/prepaid-balances/push-entry.ts'
import { sendKind as sendReconciliationKind } from './features/prepaid-reconciliations/kinds.ts'
import { sendReconciliation } from './features/prepaid-reconciliations/send-file.ts'
import { compareAct } from './features/provider-payments/compare-act.ts'
import { fetchPayments, readKept } from './features/provider-payments/fetch-act.ts'
import { readKind, removeKind } from './features/transactions/import/import-jobs.ts'
import { readAct, removeAct } from './features/transactions/import/job-acts.ts'
import type { jobKinds } from './job-kinds.ts'
import type { ActsOf } from './jobs/job.ts'

/** What the working process does of each kind that leaves it work. It is handed what it needs, and never the key. */
export const jobActs: ActsOf<typeof jobKinds> = {
  [readKind]: readAct,
  [removeKind]: removeAct,
  [sendKind]: sendFile,
  [sendReconciliationKind]: sendReconciliation,
  'payments.fetch': fetchPayments,
  'payments.read': readKept,
  'payments.compare': compareAct,
  'prepaid.note': noteEntries,
  'prepaid.enroll': askAboutAccount,
  'prepaid.unenroll': askAboutAccount,
  'prepaid.meter': askAboutAccount,
  'prepaid.status': askStatuses,
  'prepaid.daily-status': lookForEnrolled,
  'exchange-files.prune': pruneAct([
    ...[removePersonalData, removeOldDrafts, removeOldRecords, removeOldPulls],
  ]),
  'prepaid.push': pushEntry,
  'prepaid.compare': compareBalances,
}
