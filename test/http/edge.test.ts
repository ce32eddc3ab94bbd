import { expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { test } from '../support/fixtures.ts'
import { password } from '../support/town.ts'

test('pages carry the whole policy, without inline script, inline style or eval', async ({ town, ada }) => {
  for (const page of [await ada.get(paths.generalLedger), await town.visitor().get(paths.signIn)]) {
    const { headers } = page.response
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("base-uri 'none'")
    expect(policy).not.toMatch(/unsafe|\*/)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('same-origin')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['strict-transport-security']).toBeUndefined()
    expect(headers['x-powered-by']).toBeUndefined()
  }
})

test('a panel answered alone carries the short set', async ({ ada }) => {
  const { headers } = (await ada.get(paths.generalLedger, { panel: true })).response
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['cache-control']).toBe('no-store')
  expect(headers['content-security-policy']).toBe("default-src 'none';frame-ancestors 'none'")
  expect(headers['referrer-policy']).toBeUndefined()
})

test.for(['/%', '/%zz', '/no-such-page', `/${'x'.repeat(200)}`, '/assets/app.js', '/.git/config'])(
  'the address %s is answered with a page and the headers',
  async (path, { town, ada }) => {
    for (const visitor of [ada, town.visitor()]) {
      const page = await visitor.get(path, { follow: false })
      expect([400, 404]).toContain(page.status)
      expect(page.heading).not.toBe('')
      expect(page.response.headers['content-security-policy']).toContain("default-src 'none'")
      expect(page.response.headers['x-content-type-options']).toBe('nosniff')
    }
  },
)

test('no change is made by GET, and odd methods are refused', async ({ town, ada }) => {
  const before = await town.db('general_ledger').first()
  for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE', 'OPTIONS'] as const) {
    const response = await town.app.inject({ method: method as 'PUT', url: paths.generalLedger })
    expect(response.statusCode).toBeGreaterThanOrEqual(400)
    expect(response.statusCode).toBeLessThan(500)
  }
  await ada.get(`${paths.generalLedger}?interface=other&version=0`)
  expect((await ada.get(paths.signOut)).link('Ada'), 'she is still signed in').toBe(paths.myAccount)
  expect(await town.db('general_ledger').first()).toEqual(before)
})

test('assets are named by their content, compressed ahead and kept for good', async ({ town, ada }) => {
  const page = await ada.get(paths.generalLedger)
  const addresses = [
    page.find('link[rel=stylesheet]').getAttribute('href'),
    page.find('script').getAttribute('src'),
  ]
  for (const address of addresses) {
    expect(address).toMatch(/^\/assets\/(?:app|settings)\.[\w-]{8}\.(css|js)$/)
    for (const encoding of ['br', 'gzip', undefined]) {
      const answer = await town
        .visitor()
        .get(String(address), { headers: encoding ? { 'accept-encoding': encoding } : {} })
      expect(answer.response.headers['content-encoding']).toBe(encoding)
      expect(answer.response.headers['cache-control']).toBe('max-age=31536000, immutable')
      expect(answer.response.cookies).toEqual([])
    }
  }
})

test('no log line holds a cookie, a token, a body or a query', async ({ town, ada }) => {
  await ada.get(`${paths.generalLedger}?secret=in-the-query`)
  const log = town.log.join('')
  expect(log).toContain(paths.generalLedger)
  expect(log).not.toContain('in-the-query')
  expect(log).not.toContain([...ada.cookies.values()][0]?.slice(0, 20) ?? 'no cookie')
})

test('the general page saves the name and the time zone, and dates follow', async ({ town, ada }) => {
  const page = await ada.get(paths.general)
  const saved = await ada.submit(page, { 'Organization Name': 'Town of Ålesund', 'Time Zone': 'Eastern' })
  expect(saved.said).toBe('The organization is saved.')
  expect(saved.words).toContain('Nov 23, 2026, 11:00 AM')
  expect(saved.valueOf('Organization Name')).toBe('Town of Ålesund')
  const renamed = await ada.submit(saved, { 'Organization Name': 'City of Ålesund' }, { panel: true })
  expect(renamed.find('hx-partial[hx-target="#town"]').textContent).toBe('City of Ålesund')
  const editor = await town.signIn('editor')
  expect((await editor.get(paths.general)).textAt('Organization Name')).toBe('City of Ålesund')
})

test('behind a proxy the cookie is secure, and a page not over https says so', async ({ startTown }) => {
  const behind = await startTown({ env: { TRUST_PROXY: '127.0.0.1' } })
  const refused = await behind.visitor().get(paths.signIn)
  expect(refused.status).toBe(403)
  expect(refused.heading).toBe('The proxy does not say how this page was opened')
  const secure = await behind.visitor().get(paths.setUp, { headers: { 'x-forwarded-proto': 'https' } })
  expect(secure.heading).toBe('Set up')
  expect(secure.response.headers['strict-transport-security']).toBe('max-age=31536000')
  expect(secure.response.cookies[0]).toMatchObject({
    name: '__Host-visitor',
    secure: true,
    httpOnly: true,
    path: '/',
  })
  const asset = secure.find('link[rel=stylesheet]').getAttribute('href') ?? ''
  const https = { headers: { 'x-forwarded-proto': 'https' } }
  for (const answer of [
    await behind.visitor().get(asset, https),
    await behind.visitor().get(paths.setUp, { ...https, panel: true }),
  ]) {
    expect(answer.response.headers['strict-transport-security']).toBe('max-age=31536000')
    expect(answer.response.headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(answer.response.headers['x-content-type-options']).toBe('nosniff')
  }
  const forged = await behind
    .visitor('203.0.113.9')
    .get(paths.setUp, { headers: { 'x-forwarded-proto': 'https' } })
  expect(forged.status).toBe(403)
})

test('behind a proxy the cookie of a message is bound to the host too', async ({ startTown }) => {
  const behind = await startTown({ env: { TRUST_PROXY: '127.0.0.1' } })
  const headers = { 'x-forwarded-proto': 'https', origin: 'https://localhost' }
  const ada = behind.visitor()
  await behind.addUser('Ada', 'administrator')
  const signIn = await ada.get(paths.signIn, { headers })
  const fields = { Name: 'Ada', Password: password }
  await ada.submit(signIn, fields, { headers, button: 'Sign in', follow: false })
  const page = await ada.get(paths.general, { headers })
  const saved = await ada.submit(page, { 'Organization Name': 'Town' }, { headers, follow: false })
  expect(saved.response.cookies).toMatchObject([
    { name: '__Host-flash', secure: true, httpOnly: true, sameSite: 'Lax', path: '/' },
  ])
  expect((await ada.get(paths.general, { headers })).said).toBe('The organization is saved.')
  expect(ada.cookies.has('__Host-flash')).toBe(false)
})

test('every kind of answer names its type and its charset', async ({ ada }) => {
  const page = await ada.get(paths.generalLedger)
  const css = page.find('link[rel=stylesheet]').getAttribute('href') ?? ''
  const types = {
    [paths.generalLedger]: 'text/html; charset=utf-8',
    [css]: 'text/css; charset=utf-8',
    [page.find('script').getAttribute('src') ?? '']: 'text/javascript; charset=utf-8',
    [paths.health]: 'application/json; charset=utf-8',
    [paths.securityText]: 'text/plain; charset=utf-8',
    '/no-such-page': 'text/html; charset=utf-8',
    '/%': 'text/html; charset=utf-8',
  }
  for (const [path, type] of Object.entries(types)) {
    expect((await ada.get(path, { follow: false })).response.headers['content-type'], path).toBe(type)
  }
  const panel = await ada.get(paths.generalLedger, { panel: true })
  expect(panel.response.headers['content-type']).toBe('text/html; charset=utf-8')
  const word = await ada.get(paths.health, { headers: { forwarded: 'for=192.0.2.1' } })
  expect(word.response.headers['content-type']).toBe('text/plain; charset=utf-8')
})

test('no answer lets another site read it', async ({ town, ada }) => {
  const origin = 'https://elsewhere.example'
  for (const path of [paths.generalLedger, paths.signIn, paths.health, '/no-such-page', '/%']) {
    const { headers } = (await ada.get(path, { headers: { origin }, follow: false })).response
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
  }
  const asked = await town.app.inject({
    method: 'OPTIONS',
    url: paths.generalLedger,
    headers: { origin, 'access-control-request-method': 'POST' },
  })
  expect(asked.statusCode).toBe(404)
  expect(asked.headers['access-control-allow-origin']).toBeUndefined()
})
