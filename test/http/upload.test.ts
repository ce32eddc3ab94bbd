import fs, { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { HttpProblem } from '../../src/http/errors.ts'
import { arriveInTime } from '../../src/http/limits.ts'
import { registerUploads, saveUpload } from '../../src/http/upload.ts'
import { standIn } from '../support/stand-in.ts'

let app: FastifyInstance
let address: string
let folder: string

const tooLarge = { kept: 'Nothing was read', instead: 'choose a shorter one' }

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'utility-interfaces-upload-'))
  app = fastify({ forceCloseConnections: true })
  arriveInTime(app)
  app.decorateRequest('user', null as never)
  app.setErrorHandler((error, _request, reply) => {
    const { status, title, advice } = error as HttpProblem
    return reply.status(status ?? 500).send({ title, advice })
  })
  await registerUploads(app)
  app.addHook('preHandler', async (request) => {
    const { pass } = request.body as { pass?: string }
    if (pass !== 'yes') throw new HttpProblem(403, 'No', 'Nothing was saved.')
    request.user = { id: 1 } as never
  })
  app.post(
    '/',
    { config: { upload: { limit: 1_000_000, tooLarge }, arriveWithin: 3_600_000 } },
    async (request) => {
      return { bytes: await saveUpload(request, join(folder, 'file')) }
    },
  )
  address = await app.listen({ host: '127.0.0.1', port: 0 })
})
afterEach(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

function send(bytes: number, pass = 'yes') {
  const form = new FormData()
  form.append('pass', pass)
  form.append('file', new Blob([Buffer.alloc(bytes, 'a')]), 'file.csv')
  return fetch(address, { method: 'POST', body: form })
}

test('a file up to the limit is stored byte for byte; one byte more is refused and leaves nothing', async () => {
  expect(await (await send(1_000_000)).json()).toEqual({ bytes: 1_000_000 })
  rmSync(join(folder, 'file'))
  const refused = await send(1_000_001)
  expect(refused.status).toBe(413)
  expect(await refused.json()).toEqual({
    title: 'This file is too large',
    advice: 'Nothing was read. A file may have 1 MB: choose a shorter one.',
  })
  expect(readdirSync(folder)).toEqual([])
})

test('a form that is refused gets its answer, however large its file, and nothing is stored', async () => {
  const refused = await send(8_000_000, 'no')
  expect(refused.status).toBe(403)
  expect(readdirSync(folder)).toEqual([])
})

/** Begins to send a file of half a megabyte, and stops in the middle. */
function sendHalf(pass: string) {
  const socket = connect(Number(new URL(address).port), '127.0.0.1')
  let answer = ''
  socket.on('data', (bytes) => {
    answer += bytes
  })
  socket.write(
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 500000\r\n\r\n' +
      `--b\r\nContent-Disposition: form-data; name="pass"\r\n\r\n${pass}\r\n` +
      '--b\r\nContent-Disposition: form-data; name="file"; filename="f.csv"\r\n\r\n' +
      'a'.repeat(100_000),
  )
  return { socket, answer: () => answer }
}

const files = () => readdirSync(folder)
const soon = { timeout: 10_000, interval: 5 }

test('an upload that breaks off leaves nothing', async () => {
  const { socket } = sendHalf('yes')
  await expect.poll(files, soon).toEqual(['file'])
  socket.destroy()
  await expect.poll(files, soon).toEqual([])
})

test('only who may send a file gets its hour for it, everybody else the 15 seconds of a form', async () => {
  const cut = vi.spyOn(globalThis, 'setTimeout')
  const timesGiven = () =>
    cut.mock.calls.map(([, ms]) => ms).filter((ms) => ms === 15_000 || ms === 3_600_000)
  const refused = sendHalf('no')
  await expect.poll(refused.answer, soon).toContain('403')
  expect(timesGiven()).toEqual([15_000])
  const taken = sendHalf('yes')
  await expect.poll(files, soon).toEqual(['file'])
  expect(timesGiven()).toEqual([15_000, 15_000, 3_600_000])
  // The time of the refused one is over.
  const [over] = cut.mock.calls.find(([, ms]) => ms === 15_000) as [() => void]
  const closed = new Promise((resolve) => refused.socket.once('close', resolve))
  over()
  await closed
  taken.socket.destroy()
  cut.mockRestore()
})

test('one person sends one file at a time; the second is told so and the first goes on', async () => {
  const first = sendHalf('yes')
  await expect.poll(files, soon).toEqual(['file'])
  const second = await send(1_000)
  expect(second.status).toBe(409)
  expect(await second.json()).toEqual({
    title: 'You are sending another file already',
    advice: 'This one was not taken. Wait until the other has arrived, then choose this one again.',
  })
  first.socket.destroy()
  await expect.poll(files, soon).toEqual([])
  expect((await send(1_000)).status).toBe(200)
})

test('where the disk is full in the middle of a file its rest is read and dropped, and the connection serves on', async () => {
  standIn(vi.spyOn(fs, 'createWriteStream')).mockImplementationOnce(() => {
    let room = 300_000
    return new Writable({
      write(chunk, _encoding, done) {
        room -= chunk.length
        done(room < 0 ? Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }) : null)
      },
    }) as never
  })
  expect((await send(900_000)).status).toBe(500)
  expect(await (await send(1_000)).json()).toEqual({ bytes: 1_000 })
})
