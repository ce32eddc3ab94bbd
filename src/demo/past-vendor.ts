import fastify from 'fastify'
import type { Actor } from '../audit/append.ts'
import type { Deps } from '../deps.ts'
import { multispeakRoutes } from '../features/multispeak/routes.ts'
import { callJobs } from '../features/prepaid-accounts/jobs.ts'
import { makeVendorLogin } from '../features/vendor-login/make-login.ts'
import { readForwarded } from '../http/forwarded.ts'
import { jobKinds, jobScript } from '../job-kinds.ts'
import { jobRunner } from '../jobs/runner.ts'
import { askOf } from './ask-of.ts'
import { startVendorOf } from './beside-vendor.ts'
import { setUpVendor } from './set-up-vendor.ts'
import { jobsHere } from './work-here.ts'

export type PastVendor = Awaited<ReturnType<typeof startPastVendor>>

/** Nothing is imported while accounts are enrolled, so nothing is to be noted for each of them. */
const calls = callJobs([])

/** Only what goes on with the vendor: the rest of a past has its own times. */
const ofPrepaid = [
  ...calls,
  ...jobKinds.filter(({ name }) => name.startsWith('prepaid.') && !calls.some((call) => call.name === name)),
]

/** Starts the vendor of a town that is being made, and what of the town it asks; all is closed before the town is opened. */
export async function startPastVendor(deps: Deps) {
  const town = fastify()
  readForwarded(town, deps.config)
  await town.register((scope) => multispeakRoutes(scope, deps))
  const vendor = await startVendorOf(
    deps,
    askOf(() => town),
    { answersAtOnce: true },
  )
  const jobs = jobRunner(deps, ofPrepaid, jobScript, { begin: () => jobsHere(deps) })
  return {
    vendor,
    /** Has done what the town and the vendor have to do with one another by now. */
    goOn: () => jobs.runDue(),
    /** The vendor asks what was recorded, and loses a payment of it: the one real difference that there is. */
    async asks() {
      const { refused } = await vendor.ask({ loses: 1 })
      if (refused) throw new Error(`The sample vendor was told nothing: ${refused}`)
    },
    async close() {
      await jobs.close()
      await vendor.close()
      await town.close()
    },
  }
}

/** The interface is turned on, and the vendor gets a login with which it asks. */
export async function connectVendor(deps: Deps, { vendor }: PastVendor, actor: Actor) {
  const login = vendor.login()
  await setUpVendor(deps, login, actor)
  const made = await makeVendorLogin(deps, { overlapDays: 7, seen: '' }, actor)
  if (!made) throw new Error('There is a login for the sample vendor already.')
  vendor.letIn({ userName: made.userId, password: made.password, company: login.company })
}
