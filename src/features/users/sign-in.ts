import type { Deps } from '../../deps.ts'
import { hashPassword, verifyPassword } from '../../lib/password-hash.ts'
import { record, recorded } from '../history/record.ts'
import { findForSignIn, type User, updateHash } from './store.ts'

/**
 * The user when name and password fit, undefined for whatever else was wrong: the same work is done for a
 * name that does not exist, so that neither the answer nor its time tells.
 */
export async function signIn(
  deps: Deps,
  { name, password, address }: { name: string; password: string; address: string },
): Promise<User | undefined> {
  const user = await findForSignIn(deps.db, name)
  const { ok, outdated } = await verifyPassword(password, user?.hash)
  const welcome = ok && user !== undefined && mayEnter(user, deps.now())
  const newHash = welcome && outdated ? await hashPassword(password) : undefined
  await recorded(deps, async (trx) => {
    if (user && newHash) await updateHash(trx, user.id, { from: user.hash, to: newHash })
    await record(deps, trx, {
      at: deps.now(),
      // A name nobody has may be a password typed into the wrong box, so it is not written down.
      actor: { id: user?.id ?? null, name: user?.name ?? '', address },
      kind: welcome ? 'session.started' : 'session.refused',
      subject: user?.name ?? '',
    })
  })
  return welcome ? user : undefined
}

function mayEnter({ disabledAt, passwordDiesAt }: User, now: Date) {
  return disabledAt === null && (passwordDiesAt === null || now.getTime() < Date.parse(passwordDiesAt))
}

export async function recordSignOut(deps: Deps, actor: { id: number; name: string; address: string }) {
  await recorded(deps, (trx) =>
    record(deps, trx, { at: deps.now(), actor, kind: 'session.ended', subject: actor.name }),
  )
}
