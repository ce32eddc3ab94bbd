import type { Deps } from '../deps.ts'

/** Something that a sample town has beside the product, such as a provider of its own; returns what ends it. */
type Beside = (deps: Deps) => Promise<() => Promise<void>>

/** What is started with each sample town, in this order: a part of the product that has another side adds that here. */
const beside: readonly Beside[] = []

/** Starts all of it; what is returned ends it, last first. */
export async function startBeside(deps: Deps): Promise<() => Promise<void>> {
  const ends: (() => Promise<void>)[] = []
  for (const start of beside) ends.unshift(await start(deps))
  return async () => {
    for (const end of ends) await end()
  }
}
