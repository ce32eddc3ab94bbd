import {
  personalImports,
  type StoredMatching as Stored,
} from '../../../import-profiles/personal-imports-store.ts'
import type { Matching } from './matching.ts'

export type StoredMatching = Stored<Matching>

export const { findMatching, saveMatching, dropEarlier, removeImport, listUnread, removeUnread } =
  personalImports<Matching>({ table: 'prepaid_imports', read: 'rows' })
