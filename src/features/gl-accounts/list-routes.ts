import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../deps.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { accountTypes, formatAccountNumber, numberKey } from '../../lib/account-number.ts'
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
    const after = readCursor(query.after, [(part) => /^\P{Cc}{1,100}$/u.exec(part)?.[0]])
    const { formats } = (await deps.settings.at(request.user.revision)).chartFormats
    const key = numberKey(search)
    // Digits alone are a number's; letters may begin a number or a word.
    const words = /^\d+$/.test(key) ? undefined : titleKey(search)
    const nothing = search !== '' && key === ''
    const { rows, next } = nothing
      ? { rows: [], next: undefined }
      : await listAccounts(deps.db, {
          ...(key && { key, words }),
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
          shown: formatAccountNumber(account.number, account.type, formats),
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
