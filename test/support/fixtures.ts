import { test as base } from 'vitest'
import { fillMonth, type MonthOptions } from './month.ts'
import { startTown, type TownOptions } from './town.ts'

const townOptions: TownOptions = {}
const monthOptions: MonthOptions = {}

/** Towns that close when their case has ended. */
const withTowns = base.extend('startTown', ({ onTestFinished }) => async (options?: TownOptions) => {
  const town = await startTown(options)
  onTestFinished(town.close)
  return town
})

/** One town for the cases of a file, with Ada signed in. */
export const test = withTowns
  .extend('townOptions', { scope: 'file' }, townOptions)
  .extend('town', { scope: 'file' }, async ({ townOptions }, { onCleanup }) => {
    const town = await startTown(townOptions)
    onCleanup(town.close)
    return town
  })
  .extend('ada', { scope: 'file' }, ({ town }) => town.signIn('administrator', 'Ada'))

/** A town for each case, where cases would disturb one another. */
export const freshTest = withTowns
  .extend('town', ({ startTown }) => startTown())
  .extend('ada', ({ town }) => town.signIn('administrator', 'Ada'))

/** One town with a month's transactions for the cases of a file. */
export const monthTest = test
  .extend('monthOptions', { scope: 'file' }, monthOptions)
  .extend('month', { scope: 'file' }, ({ town, ada, monthOptions }) => fillMonth(town, ada, monthOptions))

export type StartMonth = (options?: MonthOptions) => ReturnType<typeof fillMonth>

/** A town with a month's transactions for each case, which may say what the month is like. */
export const freshMonthTest = freshTest
  .extend(
    'startMonth',
    ({ town, ada }): StartMonth =>
      (options) =>
        fillMonth(town, ada, options),
  )
  .extend('month', ({ startMonth }) => startMonth())
