import type { ChartFormat } from '../../../lib/chart-format.ts'
import { type Section, savedEvent, type Versioned } from '../../../settings/section.ts'

declare module '../../../settings/snapshot.ts' {
  interface Settings {
    /** How the account numbers of the chart are written: the first format that fits a number shows it. */
    chartFormats: { formats: ChartFormat[] } & Versioned
  }
}

export const chartFormats: Section<never> = {
  name: 'chartFormats',
  subject: 'chart-formats',
  saved: savedEvent('chart-formats.saved', 'Chart formats saved', 'Saved the chart formats: {changes}'),
  label: 'Chart formats',
  table: 'chart_formats',
  fields: {},
  columns: ['formats'],
  more: (cell) => ({ formats: JSON.parse(String(cell('formats'))) }),
}

export const longestName = 40
