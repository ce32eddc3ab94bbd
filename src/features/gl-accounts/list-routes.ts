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
/** On one page, to be printed; a town with more accounts prints them a page at a time. */
const mostOnOnePage = 2_000

const sorts = [
  { value: '', label: 'By number' },
  { value: 'title', label: 'By title' },
]

function oneText(value: unknown) {
  return typeof value === 'string' ? value.trim().slice(0, 100) : ''
}

const readText = (part: string) => /^\P{Cc}{0,100}$/u.exec(part)?.[0]
const readSomeText = (part: string) => readText(part) || undefined

/** The chart, a page at a time. */
export function listRoutes(scope: FastifyInstance, deps: Deps) {
  scope.get(paths.glAccounts, { config: { permission: 'settings.read' } }, async (request, reply) => {
    const query = request.query as Record<string, unknown>
    const search = oneText(query.search)
    const byTitle = query.sort === 'title'
    const isWhole = query.whole === 'yes'
    const after = isWhole
      ? undefined
      : readCursor(query.after, byTitle ? [readText, readSomeText] : [readSomeText])
    const { formats } = (await deps.settings.at(request.user.revision)).chartFormats
    const key = numberKey(search)
    // Digits alone are a number's; letters may begin a number or a word.
    const words = /^\d+$/.test(key) ? undefined : titleKey(search)
    const nothing = search !== '' && key === ''
    const { rows, next } = nothing
      ? { rows: [], next: undefined }
      : await listAccounts(deps.db, {
          ...(key && { key, words }),
          ...{ byTitle, after, limit: isWhole ? mostOnOnePage : onAPage },
        })
    const address = (more: Record<string, string>, sort = byTitle ? 'title' : '') => {
      const asked = Object.entries({ search, sort, ...more }).filter(([, value]) => value !== '')
      return asked.length > 0 ? `${paths.glAccounts}?${new URLSearchParams(asked)}` : paths.glAccounts
    }
    return renderPage(request, reply, {
      template: 'gl-accounts/list',
      title: 'Chart of Accounts - GL Accounts',
      paper: search ? { period: `Number or title: “${search}”` } : {},
      data: {
        values: { search, sort: byTitle ? 'title' : '' },
        ...{ sorts, byTitle, after },
        first: address({}),
        accounts: rows.map((account) => ({
          ...account,
          shown: formatAccountNumber(account.number, account.type, formats),
          type: labelOf(accountTypes, account.type),
        })),
        next: next && address({ after: next }),
        whole: !isWhole && (after || next) && address({ whole: 'yes' }),
        numberOrder: address({}, ''),
        titleOrder: address({}, 'title'),
        mayChange: may(request.user.role, 'accounts.change'),
      },
    })
  })
}
