import type { Db } from '../db/db.ts'
import { columnsOf, countOf, exists, onlyRow } from '../db/rows.ts'
import { withoutCapitals } from '../lib/identifier.ts'
import type { Role } from '../lib/permissions.ts'

export type User = {
  id: number
  name: string
  role: Role
  disabledAt: string | null
  /** When a one-time password stops working; null for a password of one's own. */
  passwordExpiresAt: string | null
  /** Raised to end every session; a session belongs to the round it was started in. */
  sessionEpoch: number
  /** When two-step sign-in was turned on; null while it is off. */
  twoStepAt: string | null
  /** After too many wrong tries, until when no try counts; it may have passed. */
  lockedUntil: string | null
}

const columns = columnsOf(
  'users',
  'id name role disabledAt passwordExpiresAt sessionEpoch twoStepAt lockedUntil',
)

/** Two names that differ only by capitals or by how their letters are composed are one name. */
export function nameKey(name: string) {
  return withoutCapitals(name)
}

export async function hasUsers(db: Db): Promise<boolean> {
  return exists(db('users'))
}

export async function listUsers(db: Db): Promise<User[]> {
  return db('users').orderBy('name_key').select(columns)
}

export async function findUser(db: Db, id: number): Promise<User | undefined> {
  return db('users').where({ id }).first(columns)
}

export async function findUserByName(db: Db, name: string): Promise<User | undefined> {
  return db('users')
    .where({ name_key: nameKey(name) })
    .first(columns)
}

/** The user as nobody else can change it before the transaction ends. */
export async function lockUser(trx: Db, id: number): Promise<User | undefined> {
  // A stronger lock would also stop the history records of this user, and two such would wait for each other.
  return trx('users').where({ id }).forNoKeyUpdate().first(columns)
}

/** The password hash is read apart from the user: nothing else needs it. */
export async function findForSignIn(db: Db, name: string): Promise<(User & { hash: string }) | undefined> {
  return db('users')
    .join('user_passwords', 'user_id', 'id')
    .where({ name_key: nameKey(name) })
    .first({ ...columns, hash: 'hash' })
}

export async function findHash(db: Db, userId: number): Promise<string | undefined> {
  return (await db('user_passwords').where({ user_id: userId }).first('hash'))?.hash
}

/** Returns the new user's id, or undefined when the name is taken. */
export async function insertUser(
  db: Db,
  user: { name: string; role: Role; hash: string; at: Date; passwordExpiresAt?: Date },
): Promise<number | undefined> {
  const at = user.at.toISOString()
  const [row] = await db('users')
    .insert({
      name: user.name,
      name_key: nameKey(user.name),
      role: user.role,
      created_at: at,
      password_expires_at: user.passwordExpiresAt?.toISOString() ?? null,
    })
    .onConflict('name_key')
    .ignore()
    .returning('id')
  if (!row) return undefined
  await db('user_passwords').insert({ user_id: row.id, hash: user.hash, changed_at: at })
  return row.id
}

/** A fresh hash of the same password; a password that was changed meanwhile stays. */
export async function updateHash(db: Db, userId: number, { from, to }: { from: string; to: string }) {
  await db('user_passwords').where({ user_id: userId, hash: from }).update({ hash: to })
}

export async function setPassword(
  db: Db,
  userId: number,
  { hash, at, expiresAt }: { hash: string; at: Date; expiresAt: Date | null },
) {
  await db('user_passwords').where({ user_id: userId }).update({ hash, changed_at: at.toISOString() })
  await db('users')
    .where({ id: userId })
    .update({ password_expires_at: expiresAt?.toISOString() ?? null })
}

export async function setRole(db: Db, userId: number, role: Role) {
  await db('users').where({ id: userId }).update({ role })
}

export async function setDisabledAt(db: Db, userId: number, at: Date | null) {
  await db('users')
    .where({ id: userId })
    .update({ disabled_at: at?.toISOString() ?? null })
}

export async function hasEnabledAdministrator(db: Db): Promise<boolean> {
  return exists(db('users').where({ role: 'administrator', disabled_at: null }))
}

export async function countEnabledAdministrators(db: Db): Promise<number> {
  return countOf(db('users').where({ role: 'administrator', disabled_at: null }))
}

export async function passwordChangedAt(db: Db, userId: number): Promise<string> {
  return (await onlyRow(db('user_passwords').where({ user_id: userId }))).changed_at
}
