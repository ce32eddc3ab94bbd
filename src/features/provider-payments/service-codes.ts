import type { Deps } from '../../deps.ts'
import { listServices } from '../gl-accounts/posting/store.ts'

/** The codes of the services that are set up: what a payment can be entered for. */
export async function serviceCodes({ db }: Pick<Deps, 'db'>): Promise<string[]> {
  return (await listServices(db)).map(({ code }) => code)
}
