import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { makeFolder } from './make-folder.ts'
import { writeNewFile } from './new-file.ts'

/** Lets `act` read some content as a file, which is gone when it has ended. */
export async function withTemporaryFile<Answer>(
  folder: string,
  content: AsyncIterable<Buffer>,
  act: (path: string) => Promise<Answer>,
): Promise<Answer> {
  makeFolder(folder)
  const path = join(folder, randomUUID())
  try {
    await writeNewFile(path, Readable.from(content), { flush: false })
    return await act(path)
  } finally {
    await rm(path, { force: true })
  }
}
