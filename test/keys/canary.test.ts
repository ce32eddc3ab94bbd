import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { isPostgres } from '../../src/db/connect.ts'
import { paths } from '../../src/http/paths.ts'
import { test as townTest } from '../support/fixtures.ts'
import { environmentOf, run } from '../support/run.ts'
import type { Town } from '../support/town.ts'

const test = townTest.override('townOptions', { env: { LOG_LEVEL: 'trace' } })

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

/** The whole database as it lies on the disk, or, where it lies elsewhere, every row of every table. */
async function database(town: Town): Promise<Buffer> {
  if (!isPostgres(town.db)) {
    const { dataDir } = town.deps.config
    return Buffer.concat(readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name))))
  }
  const { rows } = await town.db.raw(`select tablename from pg_tables where schemaname = 'public'`)
  const tables = await Promise.all(rows.map(({ tablename }: { tablename: string }) => town.db(tablename)))
  return Buffer.from(JSON.stringify(tables))
}

test('the search finds the canary in every dress', () => {
  for (const [name, dress] of dresses())
    expect(seenIn(Buffer.concat([Buffer.from('..'), dress, Buffer.from('..')]))).toContain(name)
})

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
  for (const path of [`${paths.interfaces}/bill-provider`, paths.history, paths.historyCsv])
    keep(await ada.get(path))
  const newest = Number(
    (await town.db('history').where({ kind: 'interface.saved' }).max('id as id').first())?.id,
  )
  keep(await ada.get(`${paths.history}/${newest}`))

  expect(seenIn(answers.join('\n'))).toEqual([])
  expect(town.log.length).toBeGreaterThan(10)
  expect(seenIn(town.log.join('\n'))).toEqual([])
  expect(seenIn(await database(town))).toEqual([])
  if (isPostgres(town.db)) return
  const backup = join(town.deps.config.dataDir, '..', `canary-${process.pid}.sqlite`)
  expect(await run('src/cli/backup.ts', [backup], environmentOf(town))).toMatchObject({ code: 0 })
  expect(seenIn(readFileSync(backup))).toEqual([])
})
