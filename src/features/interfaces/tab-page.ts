import type { FastifyReply, FastifyRequest } from 'fastify'
import { renderPage } from '../../http/render.ts'
import type { FormView } from '../../http/settings-form.ts'
import { dayIn, momentIn } from '../../lib/dates.ts'
import { may } from '../../lib/permissions.ts'
import type { Settings } from '../../settings/snapshot.ts'
import { type TabKey, tabs } from './tabs.ts'

const settingsOf: Record<TabKey, (settings: Settings) => { onSince: string | null }> = {
  'general-ledger': ({ generalLedger }) => generalLedger,
  'bill-provider': ({ billProvider }) => billProvider,
  'prepaid-metering': ({ prepaidMetering }) => prepaidMetering,
}

/** Draws one tab: the strip of tabs with each one's state, and the form of this one. */
export function tabPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { key, settings, data, view }: { key: TabKey; settings: Settings; data: object; view: FormView },
) {
  const zone = settings.organization.timeZone
  const { label, path } = tabs.find((tab) => tab.key === key) as (typeof tabs)[number]
  const refused = view.errors || view.conflict
  return renderPage(request, reply.status(view.status ?? 200), {
    template: `interfaces/${key}`,
    title: `${refused ? 'Error: ' : ''}${label} - Interfaces`,
    data: {
      ...view,
      ...data,
      label,
      path,
      tabs: tabs.map((tab) => {
        const { onSince } = settingsOf[tab.key](settings)
        return {
          ...tab,
          isHere: tab.key === key,
          isOn: onSince !== null,
          since: onSince && dayIn(zone, onSince),
        }
      }),
      mayChange: may(request.user.role, 'interfaces.change'),
      moment: (at: string) => momentIn(zone, at),
    },
  })
}
