import type { Db } from '../../db/db.ts'
import type { Role } from '../../lib/permissions.ts'

export type User = {
  id: number
  name: string
  role: Role
  disabledAt: string | null
  /** When two-step sign-in was turned on; null while it is off. */
  twoStepAt: string | null
}

/** Two names that differ only by capitals or by how their letters are composed are one name. */
export function nameKey(name: string) {
  return name.normalize('NFC').toLowerCase()
}

export async function hasUsers(db: Db): Promise<boolean> {
  return (await db('users').first('id')) !== undefined
}

export async function findUser(db: Db, id: number): Promise<User | undefined> {
  const row = await db('users').where({ id }).first('id', 'name', 'role', 'disabled_at', 'two_step_at')
  return row && userOf(row)
}

export async function findHash(db: Db, userId: number): Promise<string | undefined> {
  return (await db('user_passwords').where({ user_id: userId }).first('hash'))?.hash
}

/** The password hash is read apart from the user: nothing else needs it. */
export async function findForSignIn(db: Db, name: string): Promise<(User & { hash: string }) | undefined> {
  const row = await db('users as u')
    .join('user_passwords as p', 'p.user_id', 'u.id')
    .where('u.name_key', nameKey(name))
    .first('u.id', 'u.name', 'u.role', 'u.disabled_at', 'u.two_step_at', 'p.hash')
  return row && { ...userOf(row), hash: row.hash }
}

type UserRow = {
  id: number
  name: string
  role: Role
  disabled_at: string | null
  two_step_at: string | null
}

function userOf(row: UserRow): User {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    disabledAt: row.disabled_at,
    twoStepAt: row.two_step_at,
  }
}

/** Returns the new user's id, or undefined when the name is taken. */
export async function insertUser(
  db: Db,
  user: { name: string; role: Role; hash: string; at: Date },
): Promise<number | undefined> {
  const at = user.at.toISOString()
  const [row] = await db('users')
    .insert({ name: user.name, name_key: nameKey(user.name), role: user.role, created_at: at })
    .onConflict('name_key')
    .ignore()
    .returning('id')
  if (!row) return undefined
  await db('user_passwords').insert({ user_id: row.id, hash: user.hash, changed_at: at })
  return row.id
}

export async function updateHash(db: Db, userId: number, hash: string) {
  await db('user_passwords').where({ user_id: userId }).update({ hash })
}
