import type { Actor } from '../audit/append.ts'
import type { Deps } from '../deps.ts'
import { removeTwoStep } from '../features/my-account/two-step/change-two-step.ts'
import { addUser } from '../features/users/add-user.ts'
import { changeRole, enableUser } from '../features/users/change-user.ts'
import { hashPassword } from '../lib/password-hash.ts'
import type { Role } from '../lib/permissions.ts'
import { readableCode } from '../lib/readable-code.ts'
import { unlockUser } from '../people/unlock.ts'
import { findUserByName, setPassword } from '../people/user-store.ts'

/** Who works in the sample town; the administrator first, because a town is never without one. */
export const people = [
  { name: 'Mary Wells', role: 'administrator', may: 'do everything, also close months and change users' },
  { name: 'Tom Reyes', role: 'editor', may: 'import, post, and change accounts and interfaces' },
  { name: 'Ann Cole', role: 'viewer', may: 'look at settings, reports and the ledger' },
] as const satisfies { name: string; role: Role; may: string }[]

export type Person = (typeof people)[number]['name']

export type SignIn = { password: string; hash: string }

/** Whom history names where nobody at a desk did it. */
export const sampleTown: Actor = { id: null, name: 'Sample town (terminal)', address: 'terminal' }

/** A password for each, random each time: long enough for a page that only this machine opens, short enough to type. */
export async function newSignIns(): Promise<Map<Person, SignIn>> {
  const signIns = new Map<Person, SignIn>()
  for (const { name } of people) {
    const password = readableCode().slice(0, 13)
    signIns.set(name, { password, hash: await hashPassword(password) })
  }
  return signIns
}

/** Adds whoever is missing, with a password that nobody knows until `letIn` gives one. */
export async function addPeople(deps: Deps): Promise<Map<Person, Actor & { id: number }>> {
  const actors = new Map<Person, Actor & { id: number }>()
  for (const { name, role } of people) {
    const by = actors.get('Mary Wells') ?? sampleTown
    const id = await addUser(deps, { name, role, password: readableCode() }, by)
    if (id === 'taken') throw new Error(`There is a user ${name} already.`)
    actors.set(name, { id, name, address: '127.0.0.1' })
  }
  return actors
}

/** Lets all of them in with these passwords, as what they are, whatever was tried on them before. */
export async function letIn(deps: Deps, signIns: Map<Person, SignIn>) {
  for (const { name, role } of people) {
    const user = await findUserByName(deps.db, name)
    const signIn = signIns.get(name)
    if (!user || !signIn) continue
    await enableUser(deps, user.id, sampleTown)
    await changeRole(deps, user.id, role, sampleTown)
    await removeTwoStep(deps, user.id, sampleTown)
    await unlockUser(deps, user.id, sampleTown)
    await setPassword(deps.db, user.id, { hash: signIn.hash, at: deps.now(), expiresAt: null })
  }
}
