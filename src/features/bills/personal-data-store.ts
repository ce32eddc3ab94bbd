import type { Db } from '../../db/db.ts'

const runsAtOnce = 100
const nobody = {
  ...{ name: '', service_address: '', mailing_address: '', mailing_city_state_zip: '', email: '' },
}

/** Takes names and addresses off the bills of runs brought in before a moment; number, customer and amounts stay. */
export async function removePersonalData(db: Db, { keptSince }: { keptSince: string }) {
  for (let after = 0; ; ) {
    const runs = db('bill_runs').where('brought_in_at', '<', keptSince).where('id', '>', after)
    const ids: number[] = await runs.orderBy('id').limit(runsAtOnce).pluck('id')
    // One after the other: each is a short write, so that others write between them.
    for (const id of ids)
      await db('bills')
        .where({ run_id: id })
        .whereNot((bill) => bill.where(nobody))
        .update(nobody)
    after = ids.at(-1) ?? 0
    if (ids.length < runsAtOnce) return
  }
}
