import type { FastifyInstance } from 'fastify'
import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { HttpProblem } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { paths } from '../../http/paths.ts'
import { actorOf } from '../../http/request.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { actPaths } from './account-path.ts'
import { countElsewhere } from './elsewhere-store.ts'
import type { WhenEnrolled } from './settle-call.ts'
import { settleElsewhere } from './settle-elsewhere.ts'
import { vendorIn } from './vendor.ts'

/** What the list says where the connection leads to another vendor than accounts were enrolled with. */
export async function elsewhereView(db: Db, settings: Settings) {
  const vendor = vendorIn(settings)
  const found = vendor === undefined ? [] : await countElsewhere(db, vendor)
  if (found.length === 0) return undefined
  const count = found.reduce((sum, { accounts }) => sum + accounts, 0)
  return {
    words: count === 1 ? '1 account is' : `${count.toLocaleString('en-US')} accounts are`,
    with: found.map((one) => one.vendor).join(', '),
    vendor,
  }
}

/** A person says whether the vendor at another address is the one that accounts were enrolled with. */
export function elsewhereRoutes(scope: FastifyInstance, deps: Deps, whenEnrolled: WhenEnrolled) {
  leadBack(scope, { permission: 'prepaid.read' }, [actPaths.vendorChange])
  scope.post(
    actPaths.vendorChange,
    { config: { permission: 'connections.change' } },
    async (request, reply) => {
      const { vendor, is } = request.body as { vendor?: unknown; is?: unknown }
      const isSaid = typeof vendor === 'string' && (is === 'same' || is === 'another')
      const asked = isSaid && { vendor, isSame: is === 'same' }
      const count = asked ? await settleElsewhere(deps, asked, actorOf(request), whenEnrolled) : 'stale'
      if (count === 'stale') throw otherwiseByNow()
      reply.flash(`vendor-${is}.${count}`)
      return reply.redirect(paths.prepaidAccounts, 303)
    },
  )
}

const otherwiseByNow = () =>
  new HttpProblem(
    409,
    'The connection was changed meanwhile',
    'Nothing was decided. Look at what it is now.',
    { link: { path: paths.prepaidAccounts, label: 'Look at the accounts' } },
  )
