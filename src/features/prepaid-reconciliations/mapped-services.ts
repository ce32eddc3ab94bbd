import type { Db } from '../../db/db.ts'
import { codesWithoutService, listServices } from '../gl-accounts/posting/store.ts'
import type { MappingInput } from './settings.ts'

/** A service that the form asks about; its name where it is set up. */
type AskedService = { code: string; name: string }

/** Those that are set up, that transactions name and that were mapped, by their codes. */
export async function askedServices(db: Db, { parts }: MappingInput): Promise<AskedService[]> {
  const setUp = (await listServices(db)).map(({ code, name }) => ({ code, name }))
  const known = new Set(setUp.map(({ code }) => code))
  const others = [...(await codesWithoutService(db)), ...parts.map(([code]) => code)]
  const named = [...new Set(others)].filter((code) => !known.has(code)).map((code) => ({ code, name: '' }))
  return [...setUp, ...named].sort((one, other) => (one.code < other.code ? -1 : 1))
}
