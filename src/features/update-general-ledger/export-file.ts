import {
  type AccountType,
  exportNumber,
  formatNumber,
  isOfText,
  servedByType,
} from '../../lib/account-number.ts'
import type { ChartFormat } from '../../lib/chart-format.ts'
import { lastDay, periodOf } from '../../lib/periods.ts'
import { inWindows1252 } from '../../lib/windows-1252.ts'
import type { PostingAccount } from '../interfaces/general-ledger/posting-rules.ts'
import type { UpdateMethod } from '../interfaces/general-ledger/settings.ts'
import type { ChartAccount } from './accounts-store.ts'
import type { NewBatch } from './batch.ts'
import { type Detail, entriesOf, type LedgerEntry, rolesOf } from './entries.ts'
import type { Limit } from './export-formats/export-format.ts'
import { type ExportFormatKey, exportFormatOf } from './export-formats.ts'
import type { Report } from './report.ts'
import type { UpdateChoice } from './update-request.ts'

export type FileEncoding = 'utf-8' | 'windows-1252'

type Source = {
  entries: LedgerEntry[]
  /** As they were first posted: which account is what follows from them. */
  details: Detail[]
  chart: ReadonlyMap<string, ChartAccount>
  formats: readonly ChartFormat[]
  updateMethod: UpdateMethod
}

const typeOf: Record<PostingAccount, AccountType> = {
  receivable: 'asset',
  revenue: 'revenue',
  'cash-clearing': 'asset',
  'customer-deposits': 'liability',
}

export type BatchFile = { name: string; text: string; encoding: FileEncoding }

/** The bytes that are handed over. */
export function bytesOf({ text, encoding }: BatchFile): Buffer {
  return encoding === 'windows-1252' ? inWindows1252(text) : Buffer.from(text)
}

/** A report as a file is made of it. */
export function sourceOf({ accounts, details, books, posting }: Report): Source {
  return {
    entries: entriesOf(accounts),
    details,
    chart: books.chart,
    formats: books.formats,
    updateMethod: posting.updateMethod,
  }
}

/** What a layout cannot hold of a report that nothing else keeps from being updated. */
export function limitsOf(report: Report, layout: ExportFormatKey): Limit[] {
  const { blockers, nothing, choice, books, fingerprint } = report
  if (blockers.length > 0 || nothing) return []
  const batch = { ...choice, number: books.lastBatch + 1, date: entryDate(choice), fingerprint, layout }
  return fileOf({ ...batch, reverses: null }, sourceOf(report)).limits
}

/** The date of a batch's entries, within its period. */
export function entryDate({ endingDate, period }: Pick<UpdateChoice, 'endingDate' | 'period'>): string {
  return periodOf(endingDate) === period ? endingDate : lastDay(period)
}

/** The batch as a file in its layout, and what that layout cannot hold. */
export function fileOf(
  batch: Pick<NewBatch, 'number' | 'date' | 'period' | 'journal' | 'fingerprint' | 'layout' | 'reverses'>,
  { entries, details, chart, formats, updateMethod }: Source,
): BatchFile & { limits: Limit[] } {
  const guessed = new Map<string, AccountType>()
  for (const detail of details) {
    const [debit, credit] = rolesOf(detail, updateMethod) as [PostingAccount, PostingAccount]
    guessed.set(detail.debit, typeOf[debit])
    guessed.set(detail.credit, typeOf[credit])
  }
  const layout = exportFormatOf(batch.layout)
  const voucher = {
    ...batch,
    description: batch.reverses
      ? `Utility billing ${batch.period}, reverses batch ${batch.reverses}`
      : `Utility billing ${batch.period}`,
    lines: entries.map(({ account, cents }) => {
      const known = chart.get(account)
      const type = known?.type ?? guessed.get(account) ?? 'asset'
      const outsideName = layout.outsideName && known?.[layout.outsideName]
      const inOrder = [...servedByType(formats, type).formats, ...formats]
      return {
        ...{ number: account, account: exportNumber(account, { formats: inOrder }) },
        shown: formatNumber(account, { formats: inOrder }),
        ...{ isText: isOfText(account, inOrder), title: known?.title ?? '', type, cents, outsideName },
      }
    }),
  }
  return {
    name: `${batch.journal}-batch-${batch.number}.${layout.extension}`,
    text: layout.text(voucher),
    encoding: layout.encoding ?? 'utf-8',
    limits: layout.limits(voucher),
  }
}
