import type { Actor } from '../../../audit/append.ts'
import { Rollback } from '../../../db/transaction.ts'
import type { Deps } from '../../../deps.ts'
import type { ChartFormat } from '../../../lib/chart-format.ts'
import { describeFormat } from '../../../lib/chart-format-words.ts'
import type { Settings } from '../../../settings/snapshot.ts'
import { type SaveOutcome, saveSection } from '../../../versioned-form/save-version.ts'
import { chartFormats } from './settings.ts'
import { misfits } from './stored-numbers.ts'

type Change = { formats: ChartFormat[]; version: number; field: string }

/** Saves all formats, of which one was changed, added or removed; `field` is where a misfit is said. */
export async function saveFormats(
  deps: Deps,
  { formats, version, field }: Change,
  { chartFormats: current }: Settings,
  actor: Actor,
): Promise<SaveOutcome> {
  return saveSection<Record<never, never>>(deps, chartFormats, { version }, current, {
    actor,
    sent: formats,
    event: chartFormats.saved(chartFormats.subject, changesOf(current.formats, formats)),
    columns: { formats: JSON.stringify(formats) },
    // The row is written by now: it waits for anyone who is adding an account by the formats as they were.
    also: async (trx) => {
      const { count, examples } = await misfits(trx, current.formats, formats)
      if (count > 0) throw new Rollback([{ field, message: misfitMessage(count, examples) }])
    },
  })
}

function misfitMessage(count: number, examples: string[]) {
  const numbers = count === 1 ? '1 stored number' : `${count.toLocaleString('en-US')} stored numbers`
  return `${numbers} would not fit any format, such as ${examples.join(', ')}. Nothing was saved: keep a format that they fit.`
}

function changesOf(before: ChartFormat[], after: ChartFormat[]) {
  const changes: Record<string, { from: string; to: string }> = {}
  for (const id of new Set([...before, ...after].map((format) => format.id))) {
    const [was, is] = [before, after].map((formats) => formats.find((format) => format.id === id))
    const isRenamed = was && is && was.name !== is.name
    const words = (format?: ChartFormat) =>
      format ? `${isRenamed ? `${format.name}, ` : ''}${describeFormat(format)}` : ''
    if (words(was) !== words(is)) changes[(was ?? is)?.name ?? ''] = { from: words(was), to: words(is) }
  }
  return changes
}
