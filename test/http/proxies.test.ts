import { expect } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { test } from '../support/fixtures.ts'
import type { Town } from '../support/town.ts'
import { chooseMultiSpeak, makeLogin } from '../support/vendor-login.ts'

const proxied = { TRUST_PROXY: '127.0.0.1' }
const PUBLIC_ADDRESS = 'https://utility.town.example'

/** What whoever opens the page to sign in is told, by a request with these headers. */
async function toldOf(town: Town, headers: Record<string, string> = {}, address = '127.0.0.1') {
  const page = await town.visitor(address).get(paths.signIn, { headers })
  expect(page.status).toBe(403)
  return { heading: page.heading, words: page.words, link: page.find('main p a').getAttribute('href') }
}

test('a page that did not come over TLS says which header is missing, and where to open it', async ({
  startTown,
}) => {
  const town = await startTown({ env: proxied })
  for (const headers of [undefined, { 'x-forwarded-for': '192.0.2.7' }]) {
    const { heading, words } = await toldOf(town, headers)
    expect(heading).toBe('The proxy does not say how this page was opened')
    expect(words).toContain('Its header X-Forwarded-Proto is missing. Nothing was saved.')
    expect(words).toContain('nginx: proxy_set_header X-Forwarded-Proto $scheme;')
  }
  const standard = await toldOf(town, { forwarded: 'proto=https;for=192.0.2.7' })
  expect(standard.words).toContain('Forwarded, which it sends, is not read.')

  const plain = await toldOf(town, { 'x-forwarded-proto': 'http', host: 'town.example' })
  expect(plain.heading).toBe('This page must be opened over https')
  expect(plain.words).toContain('Write https:// in front of the address.')
  expect(plain.link).toBe(`https://town.example${paths.signIn}`)
  const twice = await toldOf(town, { 'x-forwarded-proto': 'https, http' })
  expect(twice.words).toContain('it said: https, http')
  expect(town.log.join(), 'who is trusted is not pointed out').not.toContain('TRUST_PROXY')
})

test('a page that came past the proxy says where it is opened, and by another proxy which to name', async ({
  startTown,
}) => {
  const town = await startTown({ env: { ...proxied, PUBLIC_ADDRESS } })
  const past = await toldOf(town, { host: '10.0.0.5:3000' }, '192.0.2.7')
  expect(past.words).toContain('Open it at the address of the proxy')
  expect(past.link).toBe(`${PUBLIC_ADDRESS}${paths.signIn}`)
  const other = await toldOf(town, { 'x-forwarded-proto': 'https' }, '172.18.0.3')
  expect(other.heading).toBe('A proxy passed this on that the product was not told of')
  expect(other.words).toContain('It came from 172.18.0.3, which TRUST_PROXY does not name')
})

test('what a proxy that is not trusted says is pointed out once in the log, and to an administrator', async ({
  startTown,
}) => {
  const town = await startTown()
  const ada = await town.signIn('administrator')
  const pointedOut = () => town.log.filter((line) => line.includes('name its address in TRUST_PROXY'))
  await ada.get(paths.general)
  expect(pointedOut()).toEqual([])
  const headers = { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' }
  const page = await ada.get(paths.general, { headers })
  expect(page.response.body).toContain('A proxy passed this on that TRUST_PROXY does not name')
  await town.visitor('172.18.0.3').get(paths.health, { headers })
  expect(pointedOut()).toHaveLength(1)
  expect(JSON.parse(pointedOut()[0] as string)).toMatchObject({
    level: 40,
    address: '127.0.0.1',
    headers: ['x-forwarded-for', 'x-forwarded-proto'],
  })
})

/** As old browsers send it, and all on plain HTTP: without Sec-Fetch-Site. */
const sentFrom = (origin: string, host: string) => ({ origin, host, 'sec-fetch-site': undefined })

test('a save by a proxy that changes the host says which header to pass on; PUBLIC_ADDRESS makes it right', async ({
  startTown,
}) => {
  const town = await startTown()
  const ada = await town.signIn('administrator')
  const save = async (origin: string, host: string) => {
    const page = await ada.get(paths.general)
    return ada.submit(page, { 'Organization Name': 'Elmtown' }, { headers: sentFrom(origin, host) })
  }
  const changed = await save('http://town.example', '127.0.0.1:3000')
  expect(changed.heading).toBe('This request came from another site')
  expect(changed.words).toContain(
    'It was sent by a page at http://town.example, and came here as http://127.0.0.1:3000. Nothing was saved.',
  )
  expect(changed.words).toContain('pass on the header Host')
  expect(changed.words).toContain('PUBLIC_ADDRESS has to be http://town.example')
  const untold = await save('https://town.example', 'town.example')
  expect(untold.words).toContain('has to say X-Forwarded-Proto, and TRUST_PROXY has to name it')
  expect((await save('null', 'town.example')).words).toContain('Open the page here and try again.')

  const told = await startTown({ env: { PUBLIC_ADDRESS: 'http://town.example' } })
  const una = await told.signIn('administrator')
  const page = await una.get(paths.general)
  const headers = sentFrom('http://town.example', '127.0.0.1:3000')
  const saved = await una.submit(page, { 'Organization Name': 'Elmtown' }, { headers })
  expect(saved.said).toBe('The organization is saved.')
  const others = sentFrom('http://elsewhere.example', '127.0.0.1:3000')
  expect((await una.submit(page, {}, { headers: others })).status).toBe(403)
})

test('the vendor is told the address that is set, on the page and in the description', async ({
  startTown,
}) => {
  const town = await startTown({ env: { PUBLIC_ADDRESS: 'http://town.example' } })
  const ada = await town.signIn('administrator')
  await chooseMultiSpeak(ada)
  await makeLogin(ada)
  const { words } = await ada.get(paths.vendorLogin)
  expect(words).toContain(`http://town.example${paths.multispeak}/4.1`)
  const wsdl = await town.visitor().get(`${paths.multispeak}/4.1?wsdl`)
  expect(wsdl.response.body).toContain(`location="http://town.example${paths.multispeak}/4.1"`)
  expect(wsdl.response.body).not.toContain('localhost')
})
