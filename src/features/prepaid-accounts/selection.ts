import { readRowNumber } from '../../lib/cursor.ts'

/** Which accounts were selected: by their numbers, or all new ones. */
export type Selection = { ids: number[] } | { all: true }

/** As a form or an address says it, or what is kept of a form; each number once. */
export function readSelection(fields: unknown): Selection {
  const { account, all } = (fields ?? {}) as Record<string, unknown>
  if (all === 'new') return { all: true }
  const said = [account].flat().flatMap((one) => String(one ?? '').split(' '))
  const ids = said.flatMap((one) => readRowNumber(one) ?? [])
  return { ids: [...new Set(ids)] }
}

export function addressOf(path: string, selection: Selection): string {
  const query = new URLSearchParams()
  if ('all' in selection) query.set('all', 'new')
  else for (const id of selection.ids) query.append('account', String(id))
  return `${path}?${query}`
}
