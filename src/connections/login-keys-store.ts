import type { Db } from '../db/db.ts'

type PublicKeys = { publicKey?: string | null; nextPublicKey?: string | null }

/** Notes the public halves of a connection's keys, which are no secret and no setting that a form saves. */
export async function notePublicKeys(trx: Db, table: string, { publicKey, nextPublicKey }: PublicKeys) {
  const row = {
    ...(publicKey !== undefined && { public_key: publicKey }),
    ...(nextPublicKey !== undefined && { next_public_key: nextPublicKey }),
  }
  await trx(table).where({ id: 1 }).update(row)
}

/** Asked for in the transaction that changes them: two presses make one key. */
export async function findPublicKeys(trx: Db, table: string): Promise<Required<PublicKeys>> {
  return trx(table).where({ id: 1 }).forUpdate().first({
    publicKey: 'public_key',
    nextPublicKey: 'next_public_key',
  })
}
