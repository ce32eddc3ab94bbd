import type { Engine } from './db/engine.ts'
import type { TransactionKind } from './features/interfaces/general-ledger/posting-rules.ts'
import type { Interface, UpdateMethod } from './features/interfaces/general-ledger/settings.ts'
import type { AccountState } from './features/prepaid-accounts/account.ts'
import type { EntryKind, EntryWay, EntryWhat, Standing } from './features/prepaid-balances/entry.ts'
import type { Part } from './features/prepaid-reconciliations/parts.ts'
import type {
  MatchedHow,
  NumberedBy,
  PaymentKind,
  PaymentState,
  ReceivedState,
  Side,
  TwinAnswer,
} from './features/provider-payments/payment.ts'
import type { FindingKind } from './features/transactions/import/findings-store.ts'
import type { ImportState } from './features/transactions/import/import-store.ts'
import type { BatchState } from './features/update-general-ledger/batch.ts'
import type { FileEncoding } from './features/update-general-ledger/export-file.ts'
import type { ExportFormatKey } from './features/update-general-ledger/export-formats.ts'
import type { PurposeName } from './import-profiles/profile.ts'
import type { JobState } from './jobs/job.ts'
import type { AccountType } from './lib/account-number.ts'
import type { Role } from './lib/permissions.ts'
import type { ServiceType } from './multispeak/things.ts'

/** SQLite has no booleans and gives 0 and 1 back. */
type Flag = boolean | 0 | 1

// biome-ignore format: a table is read at a glance
type Saved = { version: number; saved_with: string | null; changed_at: string | null; changed_by: number | null }

type AllTables = Tables
declare module './db/db.ts' {
  interface Tables extends AllTables {}
}

/** The rows of each table as the migrations leave them; a test compares them with a migrated database. */
// biome-ignore format: a table is read at a glance
interface Tables {
  account_import_rows: {
    import_id: number; line: number; number: string; number_key: string; title: string; title_key: string
    type: AccountType; active: Flag
    quickbooks_name: string | null; quickbooks_name_key: string | null
    sage50_us_number: string | null; sage50_us_number_key: string | null
    sage50_canada_number: string | null; sage50_canada_number_key: string | null
    sage50_canada_pro_number: string | null; sage50_canada_pro_number_key: string | null
  }
  account_imports: {
    id: number; user_id: number; file_name: string; uploaded_at: string; accounts: number | null
    outcome: string | null; formats_version: number; file: string | null; matching: string | null
    profile_id: number | null; profile_version: number | null; remarks: string | null
  }
  batch_details: {
    batch_id: number; kind: TransactionKind; service: string; negative: Flag; debit: string; credit: string
    transactions: number; cents: number
  }
  batch_files: { batch_id: number; name: string; text: string; encoding: FileEncoding }
  batch_transactions: { batch_id: number; transaction_id: number; previous_batch_id: number | null }
  bill_provider: Saved & { id: number; interface: string; user_name: string; on_since: string | null }
  bill_provider_connection: Saved & {
    id: number; exchange: string; server: string; port: number; bills_folder: string; payments_folder: string
    login_by: string; server_key: string; next_server_key: string; old_algorithms: Flag; fetch_days: string
    fetch_hour: number; holidays: string; public_key: string | null; next_public_key: string | null
    set_for: string | null
  }
  bill_charges: { run_id: number; line: number; service: string; cents: number }
  bill_runs: {
    id: number; file_name: string; uploaded_at: string; uploaded_by: number; file: string | null
    matching: string | null; profile_id: number | null; profile_version: number | null
    brought_in_at: string | null; period: string | null; bills: number | null; amount_due_cents: number | null
    compared_with: number | null; remarks: string | null; file_id: number | null; layout: string | null
    left_out: number | null; left_out_cents: number | null; sends: number
  }
  bill_sends: {
    id: number; run_id: number; number: number; file_id: number; by_hand: Flag; job_id: number | null; name: string
    folder: string; asked_at: string; asked_by: number; due_at: string; reason: string | null; write_began_at: string | null
    sent_at: string | null; seen_size: number | null; canceled_at: string | null
  }
  bills: {
    run_id: number; line: number; statement: string; customer: string; name: string; service_address: string
    mailing_address: string; mailing_city_state_zip: string; email: string; bill_date: string; due_date: string
    previous_cents: number | null; payments_cents: number | null; adjustments_cents: number | null
    current_cents: number | null; amount_due_cents: number; autopay: Flag; email_is_wrong: Flag
  }
  chart_formats: Saved & { id: number; formats: string }
  connection_checks: {
    id: number; connection: string; user_id: number; under_way: number | null; begun_at: string
    ended_at: string | null; stages: string; outcome: string | null
  }
  connection_health: {
    connection: string; tried_at: string | null; succeeded_at: string | null; trouble_since: string | null
    trouble_code: string | null; trouble: string | null; stopped: Flag
  }
  entry_twins: {
    payment_id: number; transaction_id: number; answer: TwinAnswer | null; answered_at: string | null
    answered_by: number | null
  }
  exchange_file_chunks: { file_id: number; number: number; bytes: Buffer }
  exchange_files: {
    id: number; connection: string; direction: 'in' | 'out'; name: string; size: number; sha256: string
    profile_id: number | null; profile_version: number | null; kept_at: string; kept_by: number | null
    removed_at: string | null
  }
  file_layouts: Saved & { id: number; bills: string; payments: string }
  folder_looks: {
    connection: string; name: string; size: number; modified_at: string; looked_at: string; taken_at: string | null
  }
  general_ledger: Saved & {
    id: number; interface: Interface; update_method: UpdateMethod; update_payments: Flag; on_since: string | null
  }
  gl_accounts: Saved & {
    id: number; number: string; number_key: string; title: string; title_key: string; type: AccountType; active: Flag
    quickbooks_name: string; quickbooks_name_key: string | null
    sage50_us_number: string; sage50_us_number_key: string | null
    sage50_canada_number: string; sage50_canada_number_key: string | null
    sage50_canada_pro_number: string; sage50_canada_pro_number_key: string | null
  }
  history: {
    id: number; at: string; user_id: number | null; user_name: string; address: string; kind: string; subject: string
    changes: string; previous_hash: string; hash: string; subject_type: string | null; subject_id: string | null
  }
  history_head: { id: number; record_id: number; record_hash: string }
  history_note: { id: number; record_id: number; record_hash: string; noted_at: string; mac: string }
  import_profile_versions: {
    profile_id: number; version: number; content: string; saved_at: string; saved_by: number | null
  }
  import_profiles: {
    id: number; purpose: PurposeName; name: string; name_key: string; version: number; saved_with: string | null
    changed_at: string; changed_by: number | null; removed_at: string | null
  }
  import_rows: {
    id: number; import_id: number; source: string; reference: string; line: string; content: string; file_line: number
  }
  job_leases: { connection: string; holder: string; renewed_at: string }
  jobs: {
    id: number; kind: string; connection: string; key: string; state: JobState; claimed_from: JobState | null
    content: string; attempt: number
    due_at: string | null; problem: string | null; problem_since: string | null; created_at: string
    created_by: number | null; begun_at: string | null; ended_at: string | null
  }
  key_checks: { key_id: string; value: string; made_at: string }
  layout_drafts: {
    id: number; purpose: PurposeName; profile_id: number | null; profile_version: number | null
    sample_name: string | null; sample: Buffer | null; submitted: string; changed_at: string; changed_by: number | null
  }
  ledger_entries: { batch_id: number; line: number; account: string; amount_cents: number }
  ledger_numbers: { id: number; last_batch: number }
  moves: { id: number; moved_at: string; engine: Engine; place: string }
  month_totals: {
    month: string; kind: TransactionKind; service: string; transactions: number; cents: number
    posted_transactions: number; posted_cents: number
  }
  organization: Saved & { id: number; name: string; time_zone: string; fiscal_year_first_month: number }
  payment_comparisons: { connection: string; import_id: number }
  payment_entries: {
    source: string; reference: string; payment_id: number; import_id: number; what: 'payment' | 'taken-back' | 'canceled'
  }
  payment_matches: {
    transaction_id: number; payment_id: number; how: MatchedHow; matched_at: string; matched_by: number | null
  }
  payment_reasons: {
    side: Side; subject_id: number; reason: string; note: string; given_at: string; given_by: number | null
  }
  payment_unmatches: {
    payment_id: number; transaction_id: number; reason: string; unmatched_at: string; unmatched_by: number | null
  }
  posting_accounts: Saved & { id: number; cash_clearing: string; customer_deposits: string }
  posting_batches: {
    id: number; fingerprint: string; created_at: string; created_by: number; interface: Interface
    update_method: UpdateMethod; update_payments: Flag; settings_version: number; accounts_version: number
    layout: ExportFormatKey; beginning_date: string; ending_date: string; period: string; date: string; journal: string
    include_payments: Flag; update_again: Flag; reason: string | null; transactions: number; entries: number
    debit_cents: number; credit_cents: number; reverses: number | null; state: BatchState
    reversed_by: number | null; downloaded_at: string | null; downloaded_by: number | null
    confirmed_at: string | null; confirmed_by: number | null; confirmed_reference: string | null
  }
  posting_periods: { month: string; closed_at: string | null; closed_by: number | null }
  prepaid_accounts: {
    id: number; object_id: string; customer: string; name: string; service: string; service_type: ServiceType
    service_location: string; meter: string; rate: string; billing_cycle: string; deposit_cents: number
    priority_cents: number; arrears_cents: number; opening_cents: number; initial_reading: string; last_reading: string
    last_reading_date: string; connect_date: string; state: AccountState; enrolled_at: string | null
    enrolled_with: string | null; left_at: string | null; brought_in_at: string; brought_in_by: number | null
  }
  prepaid_balance_settings: Saved & { id: number; difference_limit: string }
  prepaid_balances: {
    account_id: number; opening_cents: number; payments_cents: number; adjustments_cents: number; usage_cents: number
    ours_cents: number; theirs_cents: number | null; theirs_at: string | null; untold_cents: number; billed_on: string | null
    compared_at: string | null; compared_ours_cents: number | null; compared_theirs_cents: number | null
    compared_untold_cents: number | null; difference_cents: number | null; standing: Standing; worked_out_at: string
  }
  prepaid_calls: {
    id: number; account_id: number; act: string; job_id: number | null; message_id: string; content: string
    asked_at: string; asked_by: number | null; began_at: string | null; answered_at: string | null
    problem: string | null; canceled_at: string | null
  }
  prepaid_differences: { id: number; since: string | null; accounts: number }
  prepaid_enrollments: { id: number; account_id: number; enrolled_at: string; left_at: string }
  prepaid_entries: {
    id: number; account_id: number; kind: EntryKind; what: EntryWhat; way: EntryWay; cents: number; customer: string
    service_type: ServiceType; location_id: string; description: string; object_id: string; message_id: string
    import_id: number; row_id: number; source: string; reference: string; date: string
    register_kind: TransactionKind; identity: string; round: number; recorded_at: string; noted_at: string
    asked_at: string | null; told_at: string | null; job_id: number | null
    before_cents: number | null; before_at: string | null; began_at: string | null; sent_at: string | null
    after_cents: number | null; after_at: string | null; left_out_at: string | null; canceled_at: string | null
    decided_at: string | null; decided_by: number | null; reason: string | null
  }
  prepaid_feed: { id: number; recorded_at: string; unasked_since: string | null }
  prepaid_gone_rows: {
    account_id: number; enrolled_at: string; import_id: number; row_id: number; source: string; reference: string
    line: string; date: string; kind: TransactionKind; customer: string; service: string; description: string
    amount_cents: number; ordinal: number
  }
  prepaid_import_rows: {
    import_id: number; line: number; customer: string; service: string; service_type: ServiceType; name: string | null
    service_location: string | null; meter: string | null; rate: string | null; billing_cycle: string | null
    deposit_cents: number | null; priority_cents: number | null; arrears_cents: number | null
    opening_cents: number | null; initial_reading: string | null; last_reading: string | null
    last_reading_date: string | null; connect_date: string | null; reasons: string | null
  }
  prepaid_imports: {
    id: number; user_id: number; file_name: string; uploaded_at: string; file: string | null; matching: string | null
    profile_id: number | null; profile_version: number | null; rows: number | null; remarks: string | null
    outcome: string | null
  }
  prepaid_metering: Saved & { id: number; interface: string; user_name: string; on_since: string | null }
  prepaid_metering_connection: Saved & {
    id: number; address: string; company: string; certificate_authority: string; who_asks: string
    exchange: string; server: string; port: number; folder: string
    login_by: string; server_key: string; next_server_key: string; old_algorithms: Flag; public_key: string | null
    next_public_key: string | null; set_for: string | null
  }
  prepaid_pulls: {
    id: number; method: string; window_from: string; window_to: string; asked_at: string; rows: number | null
  }
  prepaid_reconciliation_rows: {
    reconciliation_id: number; line: number; account_id: number; object_id: string; customer: string; service: string
    first: Flag; usage_cents: number; credit_cents: number; charge_cents: number; tax_cents: number; device_cents: number
  }
  prepaid_reconciliation_services: { reconciliation_id: number; service: string; part: Part }
  prepaid_reconciliation_settings: Saved & { id: number; parts: string; adjustments: string; deposits: string }
  prepaid_reconciliations: {
    id: number; number: number; period: string; closed_at: string; asked_by: number | null; anew: Flag; made_at: string
    accounts: number; usage_cents: number; credit_cents: number; charge_cents: number; tax_cents: number
    device_cents: number; unmapped: string; file_id: number | null; replaced_at: string | null
    released_at: string | null; released_by: number | null; reason: string | null; releases: number; by_hand: Flag
    place: string; folder: string; job_id: number | null; write_began_at: string | null; sent_at: string | null
    seen_size: number | null
  }
  prepaid_statuses: {
    id: number; account_id: number; asked_at: string; meter_status: string; balance_cents: number | null
    priority_cents: number | null; arrears_cents: number | null; problem: string | null
  }
  provider_payment_settings: Saved & {
    id: number; mode: string; days_apart: number; fees: string; in_register: string
    service_rule: string; service: string
  }
  provider_payments: {
    id: number; connection: string; file_id: number; line: number; kind: PaymentKind; number: string
    numbered_by: NumberedBy; customer: string; name: string; amount_cents: number; fee_cents: number; paid_on: string
    settled_on: string; reason: string; refers_to: string; state: PaymentState; service: string
    receipts_file_id: number | null
  }
  received_files: {
    id: number; file_id: number; state: ReceivedState; layout: string | null; problem_code: string | null
    problem: string | null
    findings: string; figures: string; payments: number; returns: number; cancels: number; known: number; asked: number
    payment_cents: number; return_cents: number; fee_cents: number; received_at: string; read_at: string | null
    decided_at: string | null; decided_by: number | null; reason: string | null; overdue_at: string | null
    recorded_at: string | null
  }
  restores: { id: number; restored_at: string }
  received_rows: {
    file_id: number; line: number; kind: PaymentKind; number: string; numbered_by: NumberedBy; customer: string
    name: string; amount_cents: number; fee_cents: number; paid_on: string; settled_on: string; reason: string; refers_to: string
  }
  recovery_codes: { user_id: number; code_hash: string }
  secrets: {
    owner: string; field: string; stored_for: string; stored_user: string; stored_server: string; sealed: string
    set_at: string; set_by: number | null; lost_at: string | null
  }
  services: Saved & { id: number; code: string; name: string; receivable: string; revenue: string }
  sessions: {
    id_hash: string; user_id: number; started_at: string; seen_at: string; data: string; public_id: string | null
    round: number; address: string; agent: string; code_is_due: Flag
  }
  sign_in_addresses: { address: string; failed_at: string; tried_at: string }
  transaction_import_problems: {
    id: number; import_id: number; line: number; message: string; kind: FindingKind
  }
  transaction_imports: {
    id: number; file_name: string; state: ImportState; under_way: number | null
    bytes_read: number; bytes_all: number; rows_read: number; rows_added: number; rows_known: number
    rows_repeated: number; rows_refused: number; started_at: string; ended_at: string | null
    started_by: number | null; profile_id: number | null; profile_version: number | null; file: string | null
    matching: string | null; reading: number; rows_passed_over: number
    removed_at: string | null; removed_by: number | null; removal_reason: string | null
  }
  transaction_totals: {
    date: string; kind: TransactionKind; service: string; import_id: number; count: number; amount_cents: number
  }
  update_reports: {
    period: string; printed_at: string; printed_by: number; record_id: number; beginning_date: string
    ending_date: string; transactions: number; debit_cents: number; blockers: number
  }
  user_passwords: { user_id: number; hash: string; changed_at: string }
  users: {
    id: number; name: string; name_key: string; role: Role; created_at: string; disabled_at: string | null
    password_expires_at: string | null; session_epoch: number; failed_tries: number; locked_until: string | null
    two_step_at: string | null; two_step_used_step: number
  }
  utility_transactions: {
    id: number; source: string; reference: string; date: string; kind: TransactionKind; customer: string
    service: string; amount_cents: number; description: string; import_id: number; batch_id: number | null
    line: string; file_line: number | null
  }
  vendor_login: { id: number; user_id: string; failed_tries: number; locked_until: string | null }
  vendor_passwords: {
    id: number; hash: string; made_at: string; made_by: number | null; ends_at: string | null
    last_used_at: string | null
  }
}
