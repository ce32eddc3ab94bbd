import { type Actor, appendEvent } from '../../../audit/append.ts'
import { transaction } from '../../../db/transaction.ts'
import type { Deps } from '../../../deps.ts'
import type { FieldError } from '../../../lib/form.ts'
import type { Settings } from '../../../settings/snapshot.ts'
import {
  changesBetween,
  fingerprint,
  type SaveOutcome,
  saveVersion,
} from '../../../versioned-form/save-version.ts'
import { formatAccounts } from './chart.ts'
import { serviceEvents } from './events.ts'
import { type ServiceForm, takenCode } from './form.ts'
import type { Service } from './settings.ts'
import { findService, insertService } from './store.ts'

const taken = (code: string): FieldError[] => [{ field: 'code', message: takenCode(code) }]

/** Adds a service; pressing the button twice adds it once. */
export async function addService(
  deps: Deps,
  { version: _, ...input }: ServiceForm,
  settings: Settings,
  actor: Actor,
): Promise<{ id: number } | FieldError[]> {
  const savedWith = fingerprint(deps, ['service', actor.id, input])
  const saved = { savedWith, changedAt: deps.now().toISOString(), changedBy: actor.id }
  return transaction(deps.db, async (trx) => {
    const id = await insertService(trx, input, saved)
    if (id === undefined) {
      const other = await findService(trx, { code: input.code })
      return other?.savedWith === savedWith ? { id: other.id } : taken(input.code)
    }
    const none = { code: input.code, name: '', receivable: '', revenue: '' }
    const changes = changesBetween(none, formatAccounts(input, settings))
    await appendEvent(deps, trx, actor, serviceEvents.added({ id, code: input.code }, changes))
    return { id }
  })
}

export async function saveService(
  deps: Deps,
  { version, ...input }: ServiceForm,
  current: Service,
  settings: Settings,
  actor: Actor,
): Promise<SaveOutcome> {
  try {
    return await saveVersion(deps, {
      table: 'services',
      id: current.id,
      current,
      version,
      sent: input,
      event: serviceEvents.saved(
        { id: current.id, code: input.code },
        changesBetween(formatAccounts(current, settings), formatAccounts(input, settings)),
      ),
      actor,
      columns: input,
    })
  } catch (error) {
    // Another service got the code while this form was checked.
    const other = await findService(deps.db, { code: input.code })
    if (other && other.id !== current.id) return taken(input.code)
    throw error
  }
}
