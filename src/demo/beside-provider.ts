import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Deps } from '../deps.ts'
import { timestampIn } from '../lib/dates.ts'
import type { Beside } from './beside.ts'
import { sampleTown } from './people.ts'
import { startProvider } from './provider/provider.ts'
import { followPort } from './set-up-provider.ts'
import { timeZone } from './set-up-town.ts'

/** Beside the data and the keys of a town, so that it is copied with them. */
const folderOf = ({ dataDir }: Config) => join(dataDir, '..', 'provider')

/** Starts the provider of a town by the town's clock, to which alone the town may connect on this machine. */
export async function startProviderOf({ config, now, log }: Deps, { paysAtOnce }: { paysAtOnce: boolean }) {
  async function moment() {
    const [day = '', time = ''] = timestampIn(timeZone, now().toISOString()).split(' ')
    return { day, time: time.replaceAll(':', '') }
  }
  const failed = (error: unknown) => log.error(error, 'the sample provider could not take a file')
  const provider = await startProvider(folderOf(config), { moment, paysAtOnce, failed })
  const { server, port } = provider.login()
  config.outboundAllow.push(`${server}:${port}`)
  return provider
}

/** The bill provider of a sample town. */
export async function besideProvider(deps: Deps): Promise<Beside<'provider'>> {
  const provider = await startProviderOf(deps, { paysAtOnce: true })
  await followPort(deps, provider.login(), sampleTown)
  return { handsIn: { provider }, close: provider.close }
}
