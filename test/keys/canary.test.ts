import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect } from 'vitest'
import { isPostgres } from '../../src/db/connect.ts'
import { paths } from '../../src/http/paths.ts'
import { test as townTest } from '../support/fixtures.ts'
import { environmentOf } from '../support/run.ts'
import { runHere } from '../support/run-here.ts'
import { wholeDatabase } from '../support/whole-database.ts'

/** A server that takes connections and says nothing, so that a check of it goes on until it is ended. */
const silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1')
await once(silent, 'listening')
const { port } = silent.address() as AddressInfo
// The system shows of a process what it was begun with.
const test = townTest.extend('townOptions', {
  hasProcesses: true,
  env: { LOG_LEVEL: 'trace', OUTBOUND_ALLOW: `127.0.0.1:${port}` },
})
test.afterAll(() => void silent.close())

const canary = 'Kanarien-Vogel "7F"\\ +ä<&> %2d/singt'

/** The canary in every dress it could leave the house in. */
function dresses(): Map<string, Buffer> {
  const bytes = Buffer.from(canary)
  const html = canary.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const found: Record<string, string | Buffer> = {
    plain: bytes,
    base64: bytes.toString('base64').replace(/=+$/, ''),
    base64url: bytes.toString('base64url'),
    hex: bytes.toString('hex'),
    HEX: bytes.toString('hex').toUpperCase(),
    url: encodeURIComponent(canary),
    form: new URLSearchParams({ a: canary }).toString().slice(2),
    json: JSON.stringify(canary).slice(1, -1),
    jsonTwice: JSON.stringify(JSON.stringify(canary)).slice(3, -3),
    html: html.replaceAll('"', '&quot;'),
    htmlNumbers: html.replaceAll('"', '&#34;'),
    csv: canary.replaceAll('"', '""'),
    utf16le: Buffer.from(canary, 'utf16le'),
    utf16be: Buffer.from(canary, 'utf16le').swap16(),
    latin1: Buffer.from(canary, 'latin1'),
    // Base64 of a text that holds it begins at any of three places.
    base64Inside1: Buffer.from(`x${canary}`).toString('base64').slice(2, -4),
    base64Inside2: Buffer.from(`xx${canary}`).toString('base64').slice(3, -4),
  }
  return new Map(Object.entries(found).map(([name, text]) => [name, Buffer.from(text)]))
}

function seenIn(place: string | Buffer) {
  const bytes = Buffer.from(place)
  return [...dresses()].filter(([, dress]) => bytes.includes(dress)).map(([name]) => name)
}

test('the search finds the canary in every dress', () => {
  for (const [name, dress] of dresses())
    expect(seenIn(Buffer.concat([Buffer.from('..'), dress, Buffer.from('..')]))).toContain(name)
})

/** What the system shows of the processes that check a connection just now. */
function shownOfChecks(): string {
  const isCheck = (text: string) => text.includes('check-worker-main')
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((id) => {
      try {
        const line = readFileSync(`/proc/${id}/cmdline`, 'latin1')
        return isCheck(line) ? line + readFileSync(`/proc/${id}/environ`, 'latin1') : ''
      } catch {
        return ''
      }
    })
    .join('')
}

test('a vendor’s password is in no answer, log line, database, history or backup', async ({ town }) => {
  const ada = await town.signIn('administrator', 'Ada')
  const answers: string[] = []
  const keep = <Answer extends { response: { body: string; headers: object } }>(answer: Answer) => {
    answers.push(answer.response.body, JSON.stringify(answer.response.headers))
    return answer
  }
  const form = { Interface: 'Invoice Cloud', 'User Name': 'town', Password: canary }
  const tab = keep(await ada.get(`${paths.interfaces}/bill-provider`))
  // Refused, refused for its token, overtaken, saved, and asked for again by somebody signed out.
  keep(await ada.submit(tab, { ...form, 'User Name': '' }))
  const stale = tab.filledIn(tab.form(), form)
  stale.set('_csrf', 'stale')
  keep(await ada.post(`${paths.interfaces}/bill-provider`, stale))
  expect(keep(await ada.submit(tab, form)).said).toContain('set up and saved')
  expect(keep(await ada.submit(tab, { ...form, 'User Name': 'other' })).status).toBe(409)
  keep(await town.visitor().post(`${paths.interfaces}/bill-provider`, tab.filledIn(tab.form(), form)))
  // Kept for a server, beside the next one, and tried in a process of its own.
  const connection = await ada.get(paths.billProviderConnection)
  const server = { Server: '127.0.0.1', Port: String(port), Password: canary, 'Next password': canary }
  keep(await ada.submit(connection, { ...server, Port: 'none' }))
  expect(keep(await ada.submit(connection, server)).said).toBe('The connection is saved.')
  const [socket, begun] = await Promise.all([
    once(silent, 'connection').then(([made]) => made as Socket),
    ada.submit(connection, server, { button: 'Check connection', panel: true }),
  ])
  keep(begun)
  if (process.platform === 'linux') {
    expect(shownOfChecks()).toContain('check-worker-main')
    expect(seenIn(shownOfChecks())).toEqual([])
  }
  const checks = await town.db('connection_checks')
  expect(seenIn(JSON.stringify(checks))).toEqual([])
  socket.destroy()
  await expect.poll(async () => (await town.db('connection_checks').first())?.under_way).toBeNull()
  silent.on('connection', (late) => late.destroy())
  keep(await ada.submit(await ada.get(paths.billProviderConnection), server, { button: 'Check connection' }))
  keep(await ada.submit(await ada.get(paths.billProvider), form, { button: 'Check connection' }))
  // And for a vendor that is asked by messages.
  const multiSpeak = { ...form, Interface: 'MultiSpeak 4.1' }
  keep(await ada.submit(await ada.get(paths.prepaidMetering), multiSpeak))
  const address = { Address: `https://127.0.0.1:${port}/`, Company: 'Weir', Password: canary }
  const vendor = await ada.get(paths.prepaidMeteringConnection)
  keep(await ada.submit(vendor, { ...address, Address: `https://town:${canary}@127.0.0.1/` }))
  expect(keep(await ada.submit(vendor, address)).said).toBe('The connection is saved.')
  const checked = await ada.submit(await ada.get(paths.prepaidMeteringConnection), address, {
    button: 'Check connection',
  })
  expect(keep(checked).find('#check').textContent).toContain('Server')
  const connections = [paths.billProviderConnection, paths.prepaidMeteringConnection]
  for (const path of [
    paths.billProvider,
    paths.prepaidMetering,
    ...connections,
    paths.history,
    paths.historyCsv,
  ])
    keep(await ada.get(path))
  const newest = Number(
    (await town.db('history').where({ kind: 'connection.saved' }).max('id as id').first())?.id,
  )
  keep(await ada.get(`${paths.history}/${newest}`))

  expect(seenIn(answers.join('\n'))).toEqual([])
  expect(town.log.length).toBeGreaterThan(10)
  expect(seenIn(town.log.join('\n'))).toEqual([])
  expect(seenIn(await wholeDatabase(town))).toEqual([])
  if (isPostgres(town.db)) return
  const backup = join(town.deps.config.dataDir, '..', `canary-${process.pid}.sqlite`)
  expect(await runHere('src/cli/backup.ts', [backup], environmentOf(town))).toMatchObject({ code: 0 })
  expect(seenIn(readFileSync(backup))).toEqual([])
})
