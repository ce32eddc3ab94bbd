import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import cookie from '@fastify/cookie'
import session, { type SessionStore } from '@fastify/session'
import { Eta } from 'eta'
import fastify, { type FastifyInstance } from 'fastify'
import helmet from 'helmet'
import knex from 'knex'
import { connect, setUpSqlite } from '../../src/db/connect.ts'

/**
 * What the product is measured against, on the same machine in the same run: the same page as a constant,
 * rendered without session or database, by the usual composition, and a route of one durable write.
 */
const page = await new Promise<string>((resolve) => process.once('message', (html) => resolve(String(html))))
const dataDir = mkdtempSync(join(tmpdir(), 'utility-interfaces-floor-'))
process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }))
process.once('SIGTERM', () => process.exit(0))

/** As the product connects: what its save is measured against. */
const db = connect({ dataDir, databaseUrl: undefined })
await db.schema.createTable('settings', (table) => {
  table.integer('id').primary()
  table.text('value')
})
await db('settings').insert({ id: 1, value: 'a' })

/** As Knex connects by itself, with the same settings of SQLite. */
const usualDb = knex({
  client: 'sqlite3',
  connection: { filename: join(dataDir, 'usual.sqlite') },
  useNullAsDefault: true,
  pool: { min: 1, max: 1, afterCreate: setUpSqlite },
})
await usualDb.schema.createTable('sessions', (table) => {
  table.text('id').primary()
  table.text('data')
})
await usualDb.schema.createTable('settings', (table) => {
  table.integer('id').primary()
  table.text('value')
})
await usualDb('settings').insert({ id: 1, value: 'a' })

const compress = promisify(brotliCompress)
const brotli = (html: string) => compress(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })

const app: FastifyInstance = fastify()
app.get('/constant', (_request, reply) => reply.type('text/html; charset=utf-8').send(page))

const eta = new Eta()
const rows = page.split('\n')
const template = eta.compile('<% for (const row of it.rows) { %><%= row %>\n<% } %>')
app.get('/eta', (_request, reply) =>
  reply.type('text/html; charset=utf-8').send(eta.render(template, { rows })),
)

let count = 0
app.post('/write', async () => {
  count++
  await db('settings')
    .where({ id: 1 })
    .update({ value: `value ${count}` })
  return 'ok'
})
app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
  done(null, body),
)

const store: SessionStore = {
  get: (id, done) =>
    void usualDb('sessions')
      .where({ id })
      .first()
      .then((row) => done(null, row ? JSON.parse(row.data) : null), done),
  set: (id, value, done) =>
    void usualDb('sessions')
      .insert({ id, data: JSON.stringify(value) })
      .onConflict('id')
      .merge()
      .then(() => done(), done),
  destroy: (id, done) =>
    void usualDb('sessions')
      .where({ id })
      .delete()
      .then(() => done(), done),
}
const whole = helmet()

await app.register(async (usual) => {
  await usual.register(cookie)
  await usual.register(session, { secret: 'x'.repeat(40), store, cookie: { secure: false } })
  usual.addHook('onRequest', (request, reply, done) => whole(request.raw, reply.raw, () => done()))
  usual.get('/usual', async (request, reply) => {
    ;(request.session as unknown as { seen: number }).seen = Date.now()
    await usualDb('settings').where({ id: 1 }).first()
    reply.type('text/html; charset=utf-8').header('content-encoding', 'br')
    return brotli(eta.render(template, { rows }))
  })
})

process.send?.(await app.listen({ port: 0, host: '127.0.0.1' }))
