import { subscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { expect } from 'vitest'
import { connections } from '../../../src/connections/connection.ts'
import { topics } from '../../../src/features/help/topics.ts'
import { interfaces } from '../../../src/features/interfaces/registry.ts'
import { paths } from '../../../src/http/paths.ts'
import { type Role, roles } from '../../../src/lib/permissions.ts'
import { test } from '../../support/fixtures.ts'
import { signInWith } from '../../support/people.ts'
import { password, type Town } from '../../support/town.ts'
import type { Visitor } from '../../support/visitor.ts'

type Who = 'anyone' | Role

/** The least that each route asks for, written down apart from the code: viewer < editor < administrator. */
const expected: Record<string, Who> = {
  'GET /assets/app.*.css': 'anyone',
  'GET /assets/app.*.js': 'anyone',
  'GET /assets/settings.*.css': 'anyone',
  'GET /assets/look-up.*.js': 'anyone',
  'GET /assets/session-timeout.*.js': 'anyone',
  'GET /health': 'anyone',
  'GET /.well-known/security.txt': 'anyone',
  'GET /multispeak/3.0': 'anyone',
  'POST /multispeak/3.0': 'anyone',
  'GET /multispeak/4.1': 'anyone',
  'POST /multispeak/4.1': 'anyone',
  'GET /sign-in': 'anyone',
  'POST /sign-in': 'anyone',
  'GET /sign-in/code': 'anyone',
  'POST /sign-in/code': 'anyone',
  'GET /set-up': 'anyone',
  'POST /set-up': 'anyone',
  'GET /sign-out': 'viewer',
  'POST /sign-out': 'viewer',
  'POST /session/extend': 'viewer',
  'GET /my-account/sessions/export.csv': 'viewer',
  'GET /my-account/two-step': 'viewer',
  'GET /my-account/two-step/offer': 'viewer',
  'GET /my-account/two-step/authenticator': 'viewer',
  'POST /my-account/two-step/authenticator': 'viewer',
  'GET /my-account/two-step/code': 'viewer',
  'POST /my-account/two-step/code': 'viewer',
  'GET /my-account/two-step/recovery-codes': 'viewer',
  'POST /my-account/two-step/recovery-codes': 'viewer',
  'GET /my-account/two-step/off': 'viewer',
  'POST /my-account/two-step/off': 'viewer',
  'GET /': 'viewer',
  'GET /months': 'viewer',
  'GET /months/export.csv': 'viewer',
  'GET /organization/general': 'viewer',
  'POST /organization/general': 'administrator',
  'GET /organization/interfaces': 'viewer',
  ...Object.fromEntries(interfaces.map(({ key }) => [`GET /organization/interfaces/${key}`, 'viewer'])),
  ...Object.fromEntries(interfaces.map(({ key }) => [`POST /organization/interfaces/${key}`, 'editor'])),
  ...Object.fromEntries(
    connections.flatMap(({ name }): [string, Who][] => [
      [`GET /organization/interfaces/${name}/connection`, 'viewer'],
      [`POST /organization/interfaces/${name}/connection`, 'administrator'],
      [`GET /organization/interfaces/${name}/connection/check`, 'viewer'],
      [`POST /organization/interfaces/${name}/connection/check`, 'administrator'],
      [`GET /organization/interfaces/${name}/connection/check/:id`, 'administrator'],
      [`GET /organization/interfaces/${name}/connection/key`, 'viewer'],
      [`POST /organization/interfaces/${name}/connection/key`, 'administrator'],
      [`GET /organization/interfaces/${name}/connection/key-in-use`, 'viewer'],
      [`POST /organization/interfaces/${name}/connection/key-in-use`, 'administrator'],
      [`GET /organization/interfaces/${name}/check`, 'viewer'],
      [`POST /organization/interfaces/${name}/check`, 'editor'],
      [`GET /organization/interfaces/${name}/check/:id`, 'editor'],
    ]),
  ),
  'GET /organization/interfaces/prepaid-metering/vendor-login': 'administrator',
  'GET /organization/interfaces/prepaid-metering/vendor-login/password': 'administrator',
  'POST /organization/interfaces/prepaid-metering/vendor-login/password': 'administrator',
  'GET /organization/interfaces/prepaid-metering/vendor-login/ending': 'administrator',
  'POST /organization/interfaces/prepaid-metering/vendor-login/ending': 'administrator',
  'GET /organization/interfaces/prepaid-metering/vendor-login/tries': 'administrator',
  'POST /organization/interfaces/prepaid-metering/vendor-login/tries': 'administrator',
  'GET /prepaid-balances': 'viewer',
  'GET /prepaid-balances/export.csv': 'editor',
  'GET /prepaid-balances/limit': 'viewer',
  'POST /prepaid-balances/limit': 'editor',
  'GET /prepaid-balances/open': 'viewer',
  'GET /prepaid-balances/open/try-all': 'viewer',
  'POST /prepaid-balances/open/try-all': 'editor',
  'GET /prepaid-balances/unasked': 'viewer',
  'POST /prepaid-balances/unasked': 'administrator',
  'GET /prepaid-balances/:id': 'viewer',
  'GET /prepaid-balances/:id/entries.csv': 'editor',
  'GET /prepaid-balances/entries/:id': 'viewer',
  'GET /prepaid-balances/entries/:id/try': 'viewer',
  'POST /prepaid-balances/entries/:id/try': 'editor',
  'GET /prepaid-balances/entries/:id/arrival': 'viewer',
  'POST /prepaid-balances/entries/:id/arrival': 'administrator',
  'GET /prepaid-balances/entries/:id/again': 'viewer',
  'POST /prepaid-balances/entries/:id/again': 'administrator',
  'GET /prepaid-balances/entries/:id/leaving-out': 'viewer',
  'POST /prepaid-balances/entries/:id/leaving-out': 'editor',
  'GET /bills': 'viewer',
  'POST /bills': 'editor',
  'GET /bills/export.csv': 'editor',
  'GET /bills/sample.csv': 'viewer',
  'GET /bills/:id': 'viewer',
  'GET /bills/:id/columns': 'viewer',
  'POST /bills/:id/columns': 'editor',
  'GET /bills/:id/file': 'viewer',
  'POST /bills/:id/file': 'editor',
  'GET /bills/:id/files/:file': 'editor',
  'GET /bills/:id/removal': 'viewer',
  'POST /bills/:id/removal': 'editor',
  'GET /bills/:id/progress': 'viewer',
  'GET /bills/:id/send': 'viewer',
  'POST /bills/:id/send': 'editor',
  'GET /bills/:id/going-on': 'viewer',
  'POST /bills/:id/going-on': 'editor',
  'GET /bills/:id/cancellation': 'viewer',
  'POST /bills/:id/cancellation': 'editor',
  'GET /bills/:id/arrival': 'viewer',
  'POST /bills/:id/arrival': 'administrator',
  'GET /bills/:id/bills': 'viewer',
  'GET /bills/:id/bills.csv': 'editor',
  'GET /bills/:id/bills/:line': 'viewer',
  'GET /import-profiles': 'viewer',
  'GET /import-profiles/:id': 'viewer',
  'POST /import-profiles/:id': 'editor',
  'GET /import-profiles/:id/removal': 'viewer',
  'POST /import-profiles/:id/removal': 'editor',
  'GET /file-layouts': 'viewer',
  'POST /file-layouts': 'editor',
  'GET /file-layouts/ready-made/:key': 'viewer',
  'GET /file-layouts/drafts': 'viewer',
  'POST /file-layouts/drafts': 'editor',
  'GET /file-layouts/drafts/:id': 'editor',
  'POST /file-layouts/drafts/:id': 'editor',
  'GET /file-layouts/drafts/:id/sample': 'editor',
  'POST /file-layouts/drafts/:id/sample': 'editor',
  'GET /file-layouts/drafts/:id/removal': 'editor',
  'POST /file-layouts/drafts/:id/removal': 'editor',
  'GET /gl-accounts': 'viewer',
  'GET /gl-accounts/:id': 'viewer',
  'POST /gl-accounts/:id': 'editor',
  'GET /gl-accounts/new': 'editor',
  'POST /gl-accounts/new': 'editor',
  'GET /gl-accounts/export.csv': 'viewer',
  'GET /gl-accounts/posting/export.csv': 'viewer',
  'GET /gl-accounts/import': 'viewer',
  'POST /gl-accounts/import': 'editor',
  'GET /gl-accounts/import/sample.csv': 'viewer',
  'GET /gl-accounts/import/matching': 'editor',
  'POST /gl-accounts/import/matching': 'editor',
  'GET /gl-accounts/import/preview': 'editor',
  'POST /gl-accounts/import/preview': 'editor',
  'GET /gl-accounts/look-up': 'viewer',
  'GET /gl-accounts/masks': 'viewer',
  'GET /gl-accounts/formats': 'viewer',
  'GET /gl-accounts/formats/new': 'editor',
  'POST /gl-accounts/formats/new': 'editor',
  'GET /gl-accounts/formats/:id': 'viewer',
  'POST /gl-accounts/formats/:id': 'editor',
  'GET /gl-accounts/formats/:id/removal': 'viewer',
  'POST /gl-accounts/formats/:id/removal': 'editor',
  'GET /gl-accounts/formats/ready-made': 'viewer',
  'POST /gl-accounts/formats/ready-made': 'editor',
  'GET /gl-accounts/posting': 'viewer',
  'POST /gl-accounts/posting': 'editor',
  'GET /gl-accounts/services/new': 'editor',
  'POST /gl-accounts/services/new': 'editor',
  'GET /gl-accounts/services/:id': 'viewer',
  'POST /gl-accounts/services/:id': 'editor',
  'GET /posting-periods': 'viewer',
  'GET /posting-periods/closings': 'administrator',
  'POST /posting-periods/closings': 'administrator',
  'GET /posting-periods/reopenings': 'viewer',
  'POST /posting-periods/reopenings': 'administrator',
  'GET /transactions': 'viewer',
  'GET /transactions/:id': 'viewer',
  'GET /transactions/export.csv': 'viewer',
  'GET /transactions/imports': 'viewer',
  'POST /transactions/imports': 'editor',
  'GET /transactions/imports/export.csv': 'viewer',
  'GET /transactions/imports/sample.csv': 'viewer',
  'GET /transactions/imports/:id': 'viewer',
  'GET /transactions/imports/:id/progress': 'viewer',
  'GET /transactions/imports/:id/cancellation': 'viewer',
  'POST /transactions/imports/:id/cancellation': 'editor',
  'GET /transactions/imports/:id/confirmation': 'viewer',
  'POST /transactions/imports/:id/confirmation': 'editor',
  'GET /transactions/imports/:id/columns': 'viewer',
  'GET /transactions/imports/:id/words': 'viewer',
  'POST /transactions/imports/:id/columns': 'editor',
  'POST /transactions/imports/:id/words': 'editor',
  'GET /transactions/imports/:id/matching': 'viewer',
  'POST /transactions/imports/:id/matching': 'editor',
  'GET /transactions/imports/:id/removal': 'editor',
  'POST /transactions/imports/:id/removal': 'editor',
  'GET /organization/interfaces/general-ledger/effect': 'viewer',
  'POST /organization/interfaces/general-ledger/effect': 'editor',
  'GET /update-general-ledger': 'viewer',
  'POST /update-general-ledger': 'editor',
  'GET /update-general-ledger/report.csv': 'viewer',
  'GET /update-general-ledger/transactions': 'viewer',
  'GET /update-general-ledger/batches': 'viewer',
  'GET /update-general-ledger/transactions.csv': 'viewer',
  'GET /update-general-ledger/batches.csv': 'viewer',
  'GET /update-general-ledger/batches/:number/transactions.csv': 'viewer',
  'GET /update-general-ledger/batches/:number/accounts': 'viewer',
  'GET /update-general-ledger/batches/:number': 'viewer',
  'GET /update-general-ledger/batches/:number/transactions': 'viewer',
  'GET /update-general-ledger/batches/:number/file': 'viewer',
  'POST /update-general-ledger/batches/:number/file': 'editor',
  'GET /update-general-ledger/batches/:number/confirmation': 'viewer',
  'POST /update-general-ledger/batches/:number/confirmation': 'editor',
  'GET /update-general-ledger/batches/:number/undoing': 'editor',
  'POST /update-general-ledger/batches/:number/undoing': 'editor',
  'GET /ledger-inquiry': 'viewer',
  'GET /ledger-inquiry/:account': 'viewer',
  'GET /ledger-inquiry/:account/entries.csv': 'viewer',
  'GET /ledger-inquiry/trial-balance.csv': 'viewer',
  'GET /provider-payments': 'viewer',
  'GET /provider-payments/progress': 'viewer',
  'GET /provider-payments/fetches': 'viewer',
  'POST /provider-payments/fetches': 'editor',
  'GET /provider-payments/files': 'viewer',
  'POST /provider-payments/files': 'editor',
  'GET /provider-payments/files/:id': 'viewer',
  'GET /provider-payments/files/:id/content': 'editor',
  'GET /provider-payments/files/:id/reading': 'viewer',
  'POST /provider-payments/files/:id/reading': 'editor',
  'GET /provider-payments/files/:id/passing-over': 'viewer',
  'POST /provider-payments/files/:id/passing-over': 'editor',
  'GET /provider-payments/compared': 'viewer',
  'GET /provider-payments/compared.csv': 'editor',
  'GET /provider-payments/payments/:id': 'viewer',
  'GET /provider-payments/payments/:id/match': 'viewer',
  'POST /provider-payments/payments/:id/match': 'editor',
  'GET /provider-payments/payments/:id/unmatching': 'viewer',
  'POST /provider-payments/payments/:id/unmatching': 'editor',
  'GET /provider-payments/payments/:id/reason': 'viewer',
  'POST /provider-payments/payments/:id/reason': 'editor',
  'GET /provider-payments/register/:id': 'viewer',
  'GET /provider-payments/register/:id/reason': 'viewer',
  'POST /provider-payments/register/:id/reason': 'editor',
  'GET /provider-payments/questions': 'viewer',
  'GET /provider-payments/questions/:id': 'viewer',
  'GET /provider-payments/questions/:id/answer': 'viewer',
  'POST /provider-payments/questions/:id/answer': 'editor',
  'GET /provider-payments/entry': 'viewer',
  'POST /provider-payments/entry': 'editor',
  'GET /provider-payments/entry/:id': 'viewer',
  'GET /provider-payments/entry/:id/service': 'viewer',
  'POST /provider-payments/entry/:id/service': 'editor',
  'GET /provider-payments/entry/:id/answer': 'viewer',
  'POST /provider-payments/entry/:id/answer': 'editor',
  'GET /provider-payments/receipts': 'viewer',
  'POST /provider-payments/receipts': 'editor',
  'GET /provider-payments/receipts/:id': 'viewer',
  'GET /provider-payments/receipts/:id/content': 'editor',
  'GET /provider-payments/settings': 'viewer',
  'POST /provider-payments/settings': 'administrator',
  'GET /prepaid-accounts': 'viewer',
  'GET /prepaid-accounts/export.csv': 'editor',
  'GET /prepaid-accounts/import': 'viewer',
  'POST /prepaid-accounts/import': 'editor',
  'GET /prepaid-accounts/import/sample.csv': 'viewer',
  'GET /prepaid-accounts/import/matching': 'editor',
  'POST /prepaid-accounts/import/matching': 'editor',
  'GET /prepaid-accounts/import/preview': 'editor',
  'POST /prepaid-accounts/import/preview': 'editor',
  'GET /prepaid-accounts/selection': 'viewer',
  'POST /prepaid-accounts/selection': 'editor',
  'GET /prepaid-accounts/enrollment': 'editor',
  'POST /prepaid-accounts/enrollment': 'editor',
  'GET /prepaid-accounts/unenrollment': 'editor',
  'POST /prepaid-accounts/unenrollment': 'editor',
  'GET /prepaid-accounts/vendor-change': 'viewer',
  'POST /prepaid-accounts/vendor-change': 'administrator',
  'GET /prepaid-accounts/:id': 'viewer',
  'GET /prepaid-accounts/:id/progress': 'viewer',
  'GET /prepaid-accounts/:id/meter-exchange': 'editor',
  'POST /prepaid-accounts/:id/meter-exchange': 'editor',
  'GET /prepaid-accounts/:id/going-on': 'viewer',
  'POST /prepaid-accounts/:id/going-on': 'editor',
  'GET /prepaid-accounts/:id/cancellation': 'viewer',
  'POST /prepaid-accounts/:id/cancellation': 'editor',
  'GET /prepaid-accounts/:id/decision': 'viewer',
  'POST /prepaid-accounts/:id/decision': 'administrator',
  'GET /prepaid-reconciliations': 'viewer',
  'POST /prepaid-reconciliations': 'editor',
  'GET /prepaid-reconciliations/export.csv': 'editor',
  'GET /prepaid-reconciliations/mapping': 'viewer',
  'POST /prepaid-reconciliations/mapping': 'editor',
  'GET /prepaid-reconciliations/:id': 'viewer',
  'GET /prepaid-reconciliations/:id/accounts.csv': 'editor',
  'GET /prepaid-reconciliations/:id/file': 'editor',
  'GET /prepaid-reconciliations/:id/progress': 'viewer',
  'GET /prepaid-reconciliations/:id/anew': 'viewer',
  'POST /prepaid-reconciliations/:id/anew': 'editor',
  'GET /prepaid-reconciliations/:id/release': 'viewer',
  'POST /prepaid-reconciliations/:id/release': 'administrator',
  'GET /prepaid-reconciliations/:id/cancellation': 'viewer',
  'POST /prepaid-reconciliations/:id/cancellation': 'administrator',
  'GET /prepaid-reconciliations/:id/going-on': 'viewer',
  'POST /prepaid-reconciliations/:id/going-on': 'administrator',
  'GET /prepaid-reconciliations/:id/arrival': 'viewer',
  'POST /prepaid-reconciliations/:id/arrival': 'administrator',
  'GET /prepaid-reconciliations/:id/sending-again': 'viewer',
  'POST /prepaid-reconciliations/:id/sending-again': 'administrator',
  'GET /prepaid-reconciliations/:id/upload': 'viewer',
  'POST /prepaid-reconciliations/:id/upload': 'editor',
  'GET /history': 'editor',
  'GET /history/export.csv': 'editor',
  'GET /history/:id': 'editor',
  'GET /history/:id/put-back': 'editor',
  'POST /history/:id/put-back': 'editor',
  'GET /help': 'viewer',
  'GET /help/about': 'viewer',
  ...Object.fromEntries(topics.map(({ path }) => [`GET ${path}`, 'viewer'])),
  'GET /users': 'administrator',
  'GET /users/export.csv': 'administrator',
  'GET /users/add': 'administrator',
  'POST /users/add': 'administrator',
  'GET /users/:id': 'administrator',
  'GET /users/:id/:act': 'administrator',
  'POST /users/:id/role': 'administrator',
  'POST /users/:id/access': 'administrator',
  'POST /users/:id/sessions': 'administrator',
  'POST /users/:id/password': 'administrator',
  'POST /users/:id/tries': 'administrator',
  'POST /users/:id/two-step': 'administrator',
  'GET /account': 'viewer',
  'GET /account/*': 'viewer',
  'GET /my-account': 'viewer',
  'GET /my-account/sessions': 'viewer',
  'POST /my-account/sessions': 'viewer',
  'GET /my-account/password': 'viewer',
  'POST /my-account/password': 'viewer',
}

const order: Who[] = ['anyone', 'viewer', 'editor', 'administrator']
const registered = new Set<string>()

let bystander: number
let assets: string[]

/** Fastify says when it makes a server, before the product adds its routes. */
function collect(message: unknown) {
  const { fastify } = message as { fastify: FastifyInstance }
  fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
    // The name of an asset follows from its content.
    for (const one of [method].flat()) registered.add(`${one} ${url.replace(/\.[\w-]{8}\./, '.*.')}`)
  })
}

subscribe('fastify.initialization', collect)

test.beforeAll(async ({ town }) => {
  bystander = await town.addUser('Bystander', 'viewer')
  assets = town.app.printRoutes({ commonPrefix: false }).match(/app\.[\w-]{8}\.(css|js)/g) ?? []
  for (const { value } of roles) await town.addUser(value, value)
})

test('every registered route is listed here, and nothing else is', () => {
  const listed = Object.keys(expected)
  const heads = listed
    .filter((route) => route.startsWith('GET '))
    .map((route) => route.replace('GET', 'HEAD'))
  expect([...registered].sort()).toEqual([...listed, ...heads].sort())
})

test('each address that takes a form leads to a page when it is opened, as by a reload', () => {
  // Only the script of a page asks for this one.
  const asked = Object.keys(expected).filter((route) => route !== 'POST /session/extend')
  const posted = asked
    .filter((route) => route.startsWith('POST '))
    .map((route) => route.replace('POST', 'GET'))
  const acts = posted.map((route) => route.replace(/^GET \/users\/:id\/[\w-]+$/, 'GET /users/:id/:act'))
  expect(acts.filter((route) => !(route in expected))).toEqual([])
})

function addressOf(route: string) {
  const [method = '', url = ''] = route.split(' ')
  const name = assets.find((found) => found.endsWith(url.split('.').at(-1) ?? ''))
  const path = url
    .replace(/app\.\*\.\w+/, name ?? '')
    .replace(':id', `${bystander}`)
    .replace(':act', 'role')
  return { method, path }
}

/** One for each session: any page holds it, and without it every answer would be the same refusal. */
const tokens = new WeakMap<Visitor, string>()

async function tokenOf(visitor: Visitor) {
  const known = tokens.get(visitor)
  if (known) return known
  const page = await visitor.get(visitor.cookies.has('session') ? paths.myAccount : paths.signIn)
  const token = page.find('[name=_csrf]').getAttribute('value') ?? ''
  tokens.set(visitor, token)
  return token
}

async function ask(visitor: Visitor, method: string, path: string) {
  if (method !== 'POST') return visitor.get(path, { follow: false })
  return visitor.post(path, new URLSearchParams({ _csrf: await tokenOf(visitor) }), { follow: false })
}

const signedIn = new Map<Who, Visitor>()

/** What is done to one's own sign-in may end or change the session: each of these has one of its own. */
const changesSession = (method: string, path: string) =>
  method === 'POST' && /^\/(sign-in|sign-out|set-up|session|my-account)\b/.test(path)

async function someone(town: Town, who: Who, isAlone: boolean): Promise<Visitor> {
  const known = signedIn.get(who)
  if (known && !isAlone) return known
  const visitor = town.visitor()
  if (who !== 'anyone') await signInWith(visitor, who, password)
  if (!isAlone) signedIn.set(who, visitor)
  return visitor
}

test.for(Object.entries(expected))('%s is for: %s', async ([route, minimum], { town }) => {
  const { method, path } = addressOf(route)
  for (const who of order) {
    const visitor = await someone(town, who, changesSession(method, path))
    const answer = await ask(visitor, method, path)
    if (order.indexOf(who) >= order.indexOf(minimum)) {
      expect(answer.status, who).toBeLessThan(500)
      expect([401, 403], who).not.toContain(answer.status)
      // What other addresses lead to may not be there yet; the user is.
      if (path.startsWith(paths.users)) expect(answer.status, who).not.toBe(404)
    } else if (who === 'anyone') {
      expect(answer.status).toBe(401)
      expect(answer.heading).toMatch(/^Sign in/)
    } else {
      expect(answer.status, who).toBe(403)
      expect(answer.heading, who).toBe('You may not do this')
    }
  }
})
