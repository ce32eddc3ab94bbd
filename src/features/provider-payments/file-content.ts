import { OutboundFault } from '../../outbound/fault.ts'
import type { FileSession } from '../../outbound/file-session.ts'
import { largestFile, tooLarge } from './folder-files.ts'

/** What a session hands over piece by piece, as it is asked for. */
export async function* contentOf(session: FileSession, path: string, name: string): AsyncGenerator<Buffer> {
  let size = 0
  let next = Promise.withResolvers<Buffer | undefined>()
  let taken = Promise.withResolvers<void>()
  const read = session
    .read(path, async (bytes) => {
      size += bytes.length
      // It may have told a smaller size when the folder was listed.
      if (size > largestFile) throw notTaken(name)
      taken = Promise.withResolvers()
      next.resolve(bytes)
      await taken.promise
    })
    .then(() => next.resolve(undefined))
    .catch((error) => next.reject(error))
  for (;;) {
    const bytes = await next.promise
    if (bytes === undefined) break
    next = Promise.withResolvers()
    yield bytes
    taken.resolve()
  }
  await read
}

const notTaken = (name: string) =>
  new OutboundFault({
    ...{ stage: 'transfer', code: 'failed', sentence: tooLarge(name) },
    forProvider: `The file ${name} is larger than 100 MB. What is it?`,
  })
