import type { Knex } from 'knex'
import * as users from './0001_users.ts'
import * as history from './0002_history.ts'
import * as organization from './0003_organization.ts'
import * as secrets from './0004_secrets.ts'
import * as generalLedger from './0005_general_ledger.ts'
import * as billProvider from './0006_bill_provider.ts'
import * as prepaidMetering from './0007_prepaid_metering.ts'
import * as people from './0008_people.ts'
import * as signInGuard from './0009_sign_in_guard.ts'
import * as historyReading from './0010_history_reading.ts'
import * as keys from './0011_keys.ts'
import * as glAccounts from './0012_gl_accounts.ts'
import * as transactions from './0013_transactions.ts'
import * as ledger from './0014_ledger.ts'
import * as serviceCodes from './0015_service_codes.ts'
import * as filesConfirmed from './0016_files_confirmed.ts'
import * as fileEncoding from './0017_file_encoding.ts'
import * as documents from './0018_documents.ts'
import * as chartImport from './0019_chart_import.ts'
import * as importRows from './0020_import_rows.ts'
import * as historyHead from './0021_history_head.ts'
import * as historySubjects from './0022_history_subjects.ts'
import * as columnNames from './0023_column_names.ts'
import * as importProfiles from './0024_import_profiles.ts'
import * as chartFormats from './0025_chart_formats.ts'
import * as outsideNames from './0026_outside_names.ts'
import * as register from './0027_register.ts'
import * as chartMatching from './0028_chart_matching.ts'
import * as monthTotals from './0029_month_totals.ts'
import * as jobs from './0030_jobs.ts'
import * as exchangeFiles from './0031_exchange_files.ts'
import * as connection from './0032_connection.ts'
import * as fileLayouts from './0033_file_layouts.ts'
import * as bills from './0034_bills.ts'
import * as providerPayments from './0035_provider_payments.ts'
import * as importsAsJobs from './0036_imports_as_jobs.ts'
import * as prepaidConnection from './0037_prepaid_connection.ts'
import * as prepaidAccounts from './0038_prepaid_accounts.ts'
import * as vendorLogin from './0039_vendor_login.ts'
import * as prepaidBalances from './0040_prepaid_balances.ts'
import * as prepaidReconciliations from './0041_prepaid_reconciliations.ts'
import * as restores from './0042_restores.ts'
import * as moves from './0043_moves.ts'

/** In order, append only: a migration that has shipped never changes. */
export const migrations: Record<string, Knex.Migration> = {
  '0001_users': users,
  '0002_history': history,
  '0003_organization': organization,
  '0004_secrets': secrets,
  '0005_general_ledger': generalLedger,
  '0006_bill_provider': billProvider,
  '0007_prepaid_metering': prepaidMetering,
  '0008_people': people,
  '0009_sign_in_guard': signInGuard,
  '0010_history_reading': historyReading,
  '0011_keys': keys,
  '0012_gl_accounts': glAccounts,
  '0013_transactions': transactions,
  '0014_ledger': ledger,
  '0015_service_codes': serviceCodes,
  '0016_files_confirmed': filesConfirmed,
  '0017_file_encoding': fileEncoding,
  '0018_documents': documents,
  '0019_chart_import': chartImport,
  '0020_import_rows': importRows,
  '0021_history_head': historyHead,
  '0022_history_subjects': historySubjects,
  '0023_column_names': columnNames,
  '0024_import_profiles': importProfiles,
  '0025_chart_formats': chartFormats,
  '0026_outside_names': outsideNames,
  '0027_register': register,
  '0028_chart_matching': chartMatching,
  '0029_month_totals': monthTotals,
  '0030_jobs': jobs,
  '0031_exchange_files': exchangeFiles,
  '0032_connection': connection,
  '0033_file_layouts': fileLayouts,
  '0034_bills': bills,
  '0035_provider_payments': providerPayments,
  '0036_imports_as_jobs': importsAsJobs,
  '0037_prepaid_connection': prepaidConnection,
  '0038_prepaid_accounts': prepaidAccounts,
  '0039_vendor_login': vendorLogin,
  '0040_prepaid_balances': prepaidBalances,
  '0041_prepaid_reconciliations': prepaidReconciliations,
  '0042_restores': restores,
  '0043_moves': moves,
}
