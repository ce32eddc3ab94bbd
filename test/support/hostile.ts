import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, FastifyRequest, LightMyRequestResponse, RouteOptions } from 'fastify'
import { test as base } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { everythingLinked } from './everything-linked.ts'
import { randomFrom, raw, texts } from './hostile-texts.ts'
import { fillMonth, runUpdate } from './month.ts'
import { times } from './soak.ts'
import { startTown } from './town.ts'
import type { Visitor } from './visitor.ts'

/** A town with something on every page, and every address and field of it. */
async function startHostileTown() {
  const routes = new Set<string>()
  const named = new Map<string, Set<string>>()
  /** Notes which fields a route asks for, so that those no page shows are tried too. */
  function noting(request: FastifyRequest, part: 'query' | 'body') {
    const route = `${request.method} ${request.routeOptions.url}`
    const names = named.get(route) ?? new Set()
    named.set(route, names)
    const fields = request[part]
    if (typeof fields !== 'object' || fields === null) return
    request[part] = new Proxy(fields, {
      get(_, name) {
        if (typeof name === 'string') names.add(name)
        return Reflect.get(fields, name)
      },
    })
  }
  function listen(message: unknown) {
    const { fastify } = message as { fastify: FastifyInstance }
    fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
      for (const one of [method].flat()) if (one !== 'HEAD') routes.add(`${one} ${url}`)
    })
    fastify.addHook('preHandler', async (request) => {
      noting(request, 'query')
      noting(request, 'body')
    })
  }
  subscribe('fastify.initialization', listen)
  const town = await startTown()
  unsubscribe('fastify.initialization', listen)
  const ada = await town.signIn('administrator', 'Ada')
  await fillMonth(town, ada, { interface: 'Other' })
  await town.addUser('Bystander', 'viewer')
  await runUpdate(ada, {})
  const batch = await ada.get(`${paths.batches}/1`)
  await ada.submit(batch, {}, { button: 'Download' })

  const targets = await everythingLinked(ada)
  for (const route of routes) {
    const [method, path] = route.split(' ') as ['GET' | 'POST', string]
    if (!targets.some((target) => fits(route, `${target.method} ${target.path}`)))
      targets.push({ method, path: path.replace(/:\w+/g, '1'), fields: [] })
  }

  /** Sends so many requests, the same for the same seed; those that were answered with a fault come back. */
  async function attack(seed: number, requests: number) {
    const faults: string[] = []
    const chance = randomFrom(seed)
    const of = <Item>(items: readonly Item[]) => items[Math.floor(chance() * items.length)] as Item
    let visitor = ada
    let token = await tokenOf(visitor)
    for (let n = 0; n < requests; n++) {
      const target = of(targets)
      const route = [...routes].find((route) => fits(route, `${target.method} ${target.path}`)) ?? ''
      const asked = named.get(route) ?? []
      const names = [...new Set([...target.fields.map(([name]) => name), ...asked, of(texts)])]
      const fields = new URLSearchParams(target.fields)
      for (let times = of([1, 1, 2, 4]); times > 0; times--) {
        if (chance() < 0.1) fields.append(of(names), of(texts))
        else fields.set(of(names), of(texts))
      }
      if (target.method === 'POST' && chance() < 0.9) fields.set('_csrf', token)
      let path = target.path
      if (chance() < 0.15)
        path = path.replace(/[^/]+$/, chance() < 0.5 ? of(raw) : encodeURIComponent(of(texts).toWellFormed()))
      const query = `${fields}${chance() < 0.1 ? of(raw) : ''}`
      const flash = encodeURIComponent(of(texts).toWellFormed())
      const answer = await town.app.inject({
        method: target.method,
        url: target.method === 'GET' ? `${path}?${query}` : path,
        headers: {
          host: 'localhost',
          cookie: `${cookiesOf(visitor)}${chance() < 0.1 ? `; flash=${flash}` : ''}`,
          ...(chance() < 0.3 ? { 'hx-request-type': 'partial' } : {}),
          ...(target.method === 'POST' ? posted : {}),
        },
        payload: target.method === 'POST' ? query : undefined,
      })
      if (answer.statusCode >= 500 || /FST_|TypeError|\bundefined\b|\[object/.test(answer.body)) {
        faults.push(`${answer.statusCode}: ${target.method} ${path} ${query.slice(0, 500)}`)
      }
      if (isLockedOut(answer)) {
        // Guesses of passwords among the requests may have locked the address.
        town.clock.forward(16)
        visitor = await town.signIn('administrator', `Administrator ${seed}-${n}`)
        token = await tokenOf(visitor)
      }
    }
    return faults
  }
  return { town, ada, attack }
}

export const hostileTest = base
  .extend('seed', { scope: 'file' }, times(1, Date.now() % 1_000_000))
  .extend('hostile', { scope: 'file' }, async ({ seed: _ }, { onCleanup }) => {
    const hostile = await startHostileTown()
    onCleanup(hostile.town.close)
    return hostile
  })

const posted = {
  'content-type': 'application/x-www-form-urlencoded',
  origin: 'http://localhost',
  'sec-fetch-site': 'same-origin',
}

const tokenOf = async (visitor: Visitor) =>
  String((await visitor.get(paths.myAccount)).find('[name=_csrf]').getAttribute('value'))

const cookiesOf = ({ cookies }: Visitor) => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')

/** Signed out, made less than an administrator, or given a one-time password: by a request that was not hostile enough. */
function isLockedOut({ statusCode, headers, body }: LightMyRequestResponse) {
  const to = String(headers.location ?? headers['hx-redirect'] ?? '')
  return (
    statusCode === 401 ||
    body.includes('You may not do this') ||
    to.startsWith(paths.signIn) ||
    to === paths.ownPassword
  )
}

/** Both begin with the method. */
function fits(route: string, address: string) {
  const parts = address.split('/')
  const wanted = route.split('/')
  return (
    parts.length === wanted.length && wanted.every((part, n) => part.startsWith(':') || part === parts[n])
  )
}
