import { AlreadyRunning, lockDataFolder } from '../db/server-lock.ts'
import { dateIn } from '../lib/dates.ts'
import { periodOf } from '../lib/periods.ts'
import { Refusal } from '../lib/refusal.ts'
import { copyFresh, lastTown, madeOf, makeFresh, removeOthers, takeFolder } from './folder.ts'
import { type Front, openFront } from './front.ts'
import { newSignIns } from './people.ts'
import { makeTown, type RunningTown, runTown } from './run-town.ts'
import { timeZone } from './set-up-town.ts'

export type OpenedTown = Awaited<ReturnType<typeof openSampleTown>>

type Options = { folder: string; now: () => Date; customers: number; beginning?: () => void }

/**
 * Opens the sample town of a folder: the one that was used last, unless it is from another month or version. `beginning`
 * is called before one is made. Throws Refusal where the folder is not one of ours.
 */
export async function openSampleTown({ folder, now, customers, beginning }: Options) {
  takeFolder(folder)
  const unlock = await lockFolder(folder)
  const signIns = await newSignIns()
  let front: Front | undefined
  let startingOver: Promise<void> | undefined

  /** The place of a town as new. */
  async function freshPlace() {
    const of = madeOf(periodOf(dateIn(timeZone, now())))
    await makeFresh(folder, of, (place) => {
      beginning?.()
      return makeTown(place, now, customers)
    })
    return copyFresh(folder)
  }

  async function begin() {
    const town = await run(await freshPlace())
    front?.handOverTo(town, () => removeOthers(folder))
  }

  /** Pressed by two people at once it is done once. */
  function startOver() {
    startingOver ??= begin().finally(() => {
      startingOver = undefined
    })
    return startingOver
  }

  const run = (place: Parameters<typeof runTown>[0]): Promise<RunningTown> =>
    runTown(place, { now, signIns, startOver })

  const last = lastTown(folder, madeOf(periodOf(dateIn(timeZone, now()))))
  const town = await run(last ?? (await freshPlace()))
  removeOthers(folder)
  front = openFront(town)
  const { server } = front
  let closing: Promise<void> | undefined
  return {
    server,
    signIns,
    close() {
      closing ??= front?.close().then(unlock)
      return closing
    },
  }
}

async function lockFolder(folder: string) {
  try {
    return await lockDataFolder(folder)
  } catch (error) {
    if (!(error instanceof AlreadyRunning)) throw error
    throw new Refusal(
      `The sample town in ${folder} is running already. Go on in the browser, or stop it first.`,
    )
  }
}
