import type { Deps } from '../deps.ts'
import type { SampleTown } from '../features/sample-town/routes.ts'
import { besideProvider } from './beside-provider.ts'
import { besideVendor } from './beside-vendor.ts'
import type { AskTown } from './vendor/ask-town.ts'

type HandedIn = Omit<SampleTown, 'startOver'>

/** What a sample town has beside the product, such as a provider of its own: what its pages may ask of it, and what ends it. */
export type Beside<Part extends keyof HandedIn = keyof HandedIn> = {
  handsIn: Pick<HandedIn, Part>
  close(): Promise<void>
}

/** Starts all that a sample town has beside it; `ask` is how the other side asks the town. */
export async function startBeside(deps: Deps, ask: AskTown): Promise<Beside> {
  const provider = await besideProvider(deps)
  const vendor = await besideVendor(deps, ask)
  return {
    handsIn: { ...provider.handsIn, ...vendor.handsIn },
    async close() {
      await vendor.close()
      await provider.close()
    },
  }
}
