import type { Db } from '../../../../db/db.ts'
import { listProfiles } from '../../../../import-profiles/profiles-store.ts'
import { readRowNumber } from '../../../../lib/cursor.ts'
import { transactionsPurpose } from '../purpose.ts'
import type { ReadTask } from '../read-task.ts'

type Chosen = Extract<ReadTask, { is: 'recognize' }>['chosen']

/** How a file may be read: as it says itself, as the product's own layout, or by a profile. */
export async function layoutChoices(db: Db) {
  const profiles = await listProfiles(db, transactionsPurpose.name)
  return [
    { value: '', label: 'Recognized from the file' },
    { value: 'own', label: 'The product’s own columns' },
    ...profiles.map(({ id, name }) => ({ value: String(id), label: name })),
  ]
}

/** Undefined where it is none of the choices. */
export async function readLayout(db: Db, body: unknown): Promise<Chosen | undefined> {
  const { layout = '' } = body as { layout?: unknown }
  const choice = (await layoutChoices(db)).find(({ value }) => value === layout)
  if (!choice) return undefined
  if (choice.value === '') return 'recognized'
  return choice.value === 'own' ? 'own' : readRowNumber(choice.value)
}
