import type { Db } from '../../db/db.ts'

/** What was last seen of a file in the provider's folder; `takenAt` is null until it is kept here. */
export type Look = { size: number; modifiedAt: string; lookedAt: string; takenAt: string | null }

export async function readLooks(db: Db, connection: string): Promise<Map<string, Look>> {
  const rows = await db('folder_looks').where({ connection })
  return new Map(
    rows.map(({ name, size, modified_at, looked_at, taken_at }) => [
      name,
      { size, modifiedAt: modified_at, lookedAt: looked_at, takenAt: taken_at },
    ]),
  )
}

export async function noteLook(
  db: Db,
  connection: string,
  name: string,
  { size, modifiedAt, lookedAt, takenAt }: Look,
) {
  await db('folder_looks')
    .insert({
      ...{ connection, name, size, modified_at: modifiedAt, looked_at: lookedAt, taken_at: takenAt },
    })
    .onConflict(['connection', 'name'])
    .merge()
}
