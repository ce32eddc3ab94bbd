import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'
import { saveUpload, uploadedName } from '../../http/upload.ts'
import { makeFolder } from '../../lib/make-folder.ts'
import { sampleFolder } from './read-sample.ts'

/** Bytes: the first rows are enough to prove a layout by. */
export const largestSample = 1_000_000

/** The file of the form, where one was chosen. */
export async function takeSample(deps: Deps, request: FastifyRequest) {
  const folder = sampleFolder(deps)
  makeFolder(folder)
  const path = join(folder, randomUUID())
  try {
    if ((await saveUpload(request, path)) === 0) return { sample: null, sampleName: null }
    return { sample: await readFile(path), sampleName: uploadedName(request) || 'sample' }
  } finally {
    await rm(path, { force: true })
  }
}
