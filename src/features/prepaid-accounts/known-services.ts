import type { Deps } from '../../deps.ts'
import { listServices } from '../gl-accounts/posting/store.ts'

/** The services that are set up: by their codes the register's rows are told to be of an account. */
export async function knownServices({ db }: Pick<Deps, 'db'>) {
  return (await listServices(db)).map(({ code, name }) => ({ code, name }))
}
