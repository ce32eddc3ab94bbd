import { rm } from 'node:fs/promises'
import multipart, { type MultipartFile } from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { writeNewFile } from '../lib/new-file.ts'
import { HttpProblem } from './errors.ts'
import { giveTime, readTexts } from './limits.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route takes a form with one file of at most so many bytes, after the form's other fields. */
    upload?: { limit: number; tooLarge: TooLarge }
  }
  interface FastifyRequest {
    /** The file of the form, not read yet; undefined where the form came without one. */
    upload: MultipartFile | undefined
  }
}

/** What was not done with a file that is too large, and what to do instead, each as a clause. */
type TooLarge = { kept: string; instead: string }

/**
 * Forms with a file, on the routes that take one. The fields before the file become the body, so that the token and
 * the permission are checked as for any form before the first byte of the file is taken.
 */
export async function registerUploads(app: FastifyInstance) {
  await app.register(multipart, { throwFileSizeLimit: false })
  app.decorateRequest('upload', undefined)

  app.addHook('preValidation', async (request) => {
    if (!request.isMultipart()) return
    const { upload } = request.routeOptions.config
    if (!upload) throw new HttpProblem(415, 'This form takes no file', 'Open the page here and try again.')
    const parts = request.parts({
      limits: { fileSize: upload.limit, files: 1, fields: 10, fieldSize: 4_096 },
    })
    const body: Record<string, unknown> = {}
    request.body = body
    for await (const part of parts) {
      if (part.type === 'file') {
        request.upload = part
        break
      }
      body[part.fieldname] = part.value
    }
    readTexts(body)
  })

  // A refused form's file is read to its end and dropped: a browser shows the answer only once it has sent everything.
  app.addHook('onResponse', async (request) => {
    request.upload?.file.resume()
  })
}

const longestName = 100

/** The name of the form's file without what cannot be shown, its end where it is long; '' where no file was chosen. */
export function uploadedName({ upload }: FastifyRequest): string {
  return (upload?.filename ?? '').replace(/[\p{C}\u2028\u2029]/gu, '').slice(-longestName)
}

/** Who is sending a file to this process, by their numbers, and in which request. */
const sending = new Map<number, FastifyRequest['raw']>()

/**
 * Streams the file of a form to `path`; returns its size in bytes. Whatever goes wrong leaves no file. Only here does a
 * file get its route's time to arrive, and each person for one at a time: nobody else can hold connections for so long.
 */
export async function saveUpload(request: FastifyRequest, path: string): Promise<number> {
  const { upload, raw, user } = request
  if (!upload) return 0
  if (sending.has(user.id)) throw oneAtATime(request)
  sending.set(user.id, raw)
  const sent = () => {
    if (sending.get(user.id) === raw) sending.delete(user.id)
  }
  raw.once('close', sent)
  const { arriveWithin } = request.routeOptions.config
  if (arriveWithin) giveTime(request, arriveWithin)
  try {
    const bytes = await writeNewFile(path, upload.file, { flush: false })
    if (upload.file.truncated) throw refusedAsTooLarge(request)
    return bytes
  } catch (error) {
    // What could not be written stopped the reading, and a browser shows the answer only once it has sent everything.
    raw.unpipe().resume()
    await rm(path, { force: true })
    throw error
  } finally {
    if (raw.complete || raw.readableEnded) sent()
  }
}

/** A form with a file is at the address that takes it. */
const chooseAgain = ({ url }: FastifyRequest) => ({
  link: { path: url.replace(/\?.*/, ''), label: 'Choose a file' },
})

function oneAtATime(request: FastifyRequest) {
  return new HttpProblem(
    409,
    'You are sending another file already',
    'This one was not taken. Wait until the other has arrived, then choose this one again.',
    chooseAgain(request),
  )
}

function refusedAsTooLarge(request: FastifyRequest) {
  const { limit = 0, tooLarge } = request.routeOptions.config.upload ?? {}
  const megabytes = Math.floor(limit / 1_000_000).toLocaleString('en-US')
  return new HttpProblem(
    413,
    'This file is too large',
    `${tooLarge?.kept}. A file may have ${megabytes} MB: ${tooLarge?.instead}.`,
    chooseAgain(request),
  )
}
