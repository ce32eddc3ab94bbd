import { text } from '../../audit/event.ts'
import { type Section, savedEvent, type Versioned } from '../../settings/section.ts'
import type { Settings } from '../../settings/snapshot.ts'

/** What goes by a layout of files: the bills that are sent and the payments that come. */
export const layoutUses = [
  { use: 'bills', purpose: 'bills-sent', label: 'Bills are written with' },
  { use: 'payments', purpose: 'provider-payments', label: 'Payments are read with' },
] as const

export type LayoutUse = (typeof layoutUses)[number]['use']

declare module '../../settings/snapshot.ts' {
  interface Settings {
    /** By use, `profile:7` or the key of a ready-made layout; '' while none is chosen. */
    fileLayouts: Record<LayoutUse, string> & Versioned
  }
}

/** Records tell the names of the layouts, so its columns are no fields of a form. */
export const fileLayouts: Section<never> = {
  name: 'fileLayouts',
  subject: 'file-layouts',
  saved: savedEvent('file-layouts.saved', 'File layouts chosen', 'Chose the layouts of files: {changes}', {
    bills: text(layoutUses[0].label),
    payments: text(layoutUses[1].label),
  }),
  label: 'Layouts of files',
  table: 'file_layouts',
  fields: {},
  columns: ['bills', 'payments'],
  more: (cell) => ({ bills: String(cell('bills')), payments: String(cell('payments')) }),
}

/** Whether files go by one of the town's own layouts. */
export function isChosen({ fileLayouts: chosen }: Settings, id: number): boolean {
  return layoutUses.some(({ use }) => chosen[use] === `profile:${id}`)
}
