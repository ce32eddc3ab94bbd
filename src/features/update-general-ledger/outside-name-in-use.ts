import type { Db } from '../../db/db.ts'
import type { OutsideName } from '../../lib/outside-names.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { ledgerOf } from '../interfaces/general-ledger/settings.ts'
import { lastChoice } from './batches-store.ts'
import { exportFormatOf } from './export-formats.ts'

/** What the ledger that files were last made for calls accounts by; undefined where it takes them as the chart has them. */
export async function outsideNameInUse(
  db: Db,
  { generalLedger }: Settings,
): Promise<OutsideName | undefined> {
  const { handsOverFile, hasInquiry } = ledgerOf(generalLedger.interface)
  if (!handsOverFile || hasInquiry) return undefined
  const last = await lastChoice(db)
  return last && exportFormatOf(last.layout).outsideName
}
