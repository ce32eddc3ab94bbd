import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { accountTypes, formatAccountNumber, withoutFormat } from '../../lib/account-number.ts'
import { readCursor } from '../../lib/cursor.ts'
import { labelOf } from '../../lib/form.ts'
import { may } from '../../lib/permissions.ts'
import { titleKey } from './settings.ts'
import { listAccounts } from './store.ts'

const onAPage = 25

function oneText(value: unknown) {
  return typeof value === 'string' ? value.trim().slice(0, 100) : ''
}

/** The chart, a page at a time. */
export function listRoutes(scope: FastifyInstance, deps: Deps) {
  scope.get(paths.glAccounts, { config: { permission: 'settings.read' } }, async (request, reply) => {
    const query = request.query as Record<string, unknown>
    const search = oneText(query.search)
    const after = readCursor(query.after, [(part) => /^\d{1,20}$/.exec(part)?.[0]])
    const { masks } = (await deps.settings.at(request.user.revision)).accountMasks
    const digits = withoutFormat(search)
    const isNumber = /^\d+$/.test(digits)
    const words = titleKey(search)
    const nothing = search !== '' && !isNumber && words === ''
    const { rows, next } = nothing
      ? { rows: [], next: undefined }
      : await listAccounts(deps.db, {
          digits: isNumber ? digits : undefined,
          words: isNumber ? undefined : words,
          after,
          limit: onAPage,
        })
    return renderPage(request, reply, {
      template: 'gl-accounts/list',
      title: search ? `${search} - GL Accounts` : 'Chart of Accounts - GL Accounts',
      data: {
        values: { search },
        after,
        first: `${paths.glAccounts}${search ? `?search=${encodeURIComponent(search)}` : ''}`,
        accounts: rows.map((account) => ({
          ...account,
          shown: formatAccountNumber(account.number, account.type, masks),
          type: labelOf(accountTypes, account.type),
        })),
        next:
          next &&
          `${paths.glAccounts}?${new URLSearchParams({ ...(search ? { search } : {}), after: next })}`,
        mayChange: may(request.user.role, 'accounts.change'),
      },
    })
  })
}
