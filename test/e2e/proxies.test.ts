import { expect, test } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { passphrase } from '../support/browser.ts'
import { freePort } from '../support/free-port.ts'
import { proxies, startProxy } from '../support/proxy.ts'
import { newFolder, removeFolder, startServer } from '../support/server.ts'
import { TlsClient } from '../support/tls-client.ts'

/** Another than that of the proxy; macOS has only the one. */
const office = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1'

test.for(proxies)(
  'behind %s, set up as the example says, the product is itself',
  async (name, { onTestFinished }) => {
    const [http, https] = [await freePort(), await freePort()]
    const origin = `https://localhost:${https}`
    const folder = await newFolder()
    onTestFinished(() => removeFolder(folder))
    const server = await startServer(folder, { TRUST_PROXY: '127.0.0.1', PUBLIC_ADDRESS: origin })
    onTestFinished(async () => void (await server.stop()))
    onTestFinished(await startProxy(name, folder, { http, https, product: server.url }))
    const ada = new TlsClient(origin, office)

    expect(server.setUpUrl, 'the printed address is the one to open').toContain(
      `${origin}${paths.setUp}?code=`,
    )
    const code = server.setUpUrl?.split('code=')[1] ?? ''
    const person = { name: 'Ada Clerk', password: passphrase }
    await ada.post(paths.setUp, { code, ...person, passwordAgain: passphrase })
    ada.cookies.clear()
    const signedIn = await ada.post(paths.signIn, person)
    expect(signedIn.status).toBe(303)
    expect(String(signedIn.headers['set-cookie'])).toMatch(
      /__Host-session=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax/,
    )
    expect(signedIn.headers['strict-transport-security']).toBe('max-age=31536000')

    const organization = {
      name: 'Town behind a proxy',
      timeZone: 'America/Chicago',
      fiscalYearFirstMonth: '1',
    }
    expect((await ada.post(paths.general, organization)).status).toBe(303)
    expect((await ada.get(paths.general)).html).toContain('Town behind a proxy')

    const large = Buffer.alloc(3_000_000, 'no account has such a number, and no row either\n')
    const uploaded = await ada.upload(paths.transactionImports, large)
    expect(uploaded.status).toBe(303)

    ada.headers = {
      'X-Forwarded-For': '203.0.113.9',
      'X-Forwarded-Proto': 'http',
      'X-Forwarded-Host': 'elsewhere.example',
      Forwarded: 'for=203.0.113.9;proto=http;host=elsewhere.example',
    }
    expect((await ada.post(paths.general, { ...organization, name: 'Town' })).status).toBe(303)
    const history = await ada.get(paths.history)
    expect(history.html).toContain(office)
    expect(history.html).not.toContain('203.0.113.9')
    ada.headers = {}
    expect(server.output(), 'a Forwarded header was dropped').not.toContain('TRUST_PROXY')

    const redirected = await new TlsClient(`http://localhost:${http}`, office).get('/history?page=2')
    expect(redirected.status).toBe(308)
    expect(redirected.headers.location).toMatch(/^https:\/\/localhost(:\d+)?\/history\?page=2$/)
    for (const path of ['/metrics', '/metrics/', '/health', '/health/', '/%68ealth?full'])
      expect([path, (await ada.get(path)).status]).toEqual([path, 404])

    await server.stop()
    const away = await ada.get(paths.history)
    expect([away.status, away.headers['retry-after']]).toEqual([502, '30'])
    expect(away.html).toContain('<h1>The product is not answering just now</h1>')
  },
)
