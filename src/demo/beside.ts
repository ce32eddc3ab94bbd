import type { Deps } from '../deps.ts'
import type { SampleTown } from '../features/sample-town/routes.ts'
import { besideProvider } from './beside-provider.ts'

/** What a sample town has beside the product, such as a provider of its own: what its pages may ask of it, and what ends it. */
export type Beside = { handsIn: Omit<SampleTown, 'startOver'>; close(): Promise<void> }

/** What is started with each sample town, in this order: a part of the product that has another side adds that here. */
const beside: readonly ((deps: Deps) => Promise<Beside>)[] = [besideProvider]

/** Starts all of it; what is closed is closed last first. */
export async function startBeside(deps: Deps): Promise<Beside> {
  const started: Beside[] = []
  for (const start of beside) started.unshift(await start(deps))
  return {
    handsIn: Object.assign({}, ...started.map(({ handsIn }) => handsIn)),
    async close() {
      for (const one of started) await one.close()
    },
  }
}
