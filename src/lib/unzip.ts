import { asCsv, CsvFault } from './csv-encoding.ts'

const mostEntries = 2_000
/** Bytes after unzipping, of all that is read of one file. */
const mostUnzipped = 200_000_000

/** The names in a zip file, and what is under one of them piece by piece. Throws CsvFault at what is past a limit. */
export type Zip = {
  has(name: string): boolean
  /** Bytes after unzipping, as the file says. */
  sizeOf(name: string): number
  read(name: string): AsyncGenerator<Buffer>
  close(): void
}

/** Nothing is unzipped until it is read, never to the disk, and never more than an entry says that it holds. */
export async function openZip(path: string): Promise<Zip> {
  // Loaded here: a process that reads no workbook does without it.
  const { openPromise } = await import('yauzl')
  const zip = await openPromise(path, { autoClose: false })
  const entries = new Map<string, import('yauzl').Entry>()
  let unzipped = 0
  try {
    if (zip.entryCount > mostEntries)
      throw new CsvFault(1, `the workbook is made of too many parts: ${asCsv}`)
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName)) throw new Error('two entries of one name')
      entries.set(entry.fileName, entry)
    }
  } catch (error) {
    zip.close()
    throw error
  }

  async function* read(name: string) {
    const entry = entries.get(name)
    if (!entry) throw new Error(`no entry ${name}`)
    if (entry.isEncrypted()) throw new CsvFault(1, 'the file is protected by a password: save it without one')
    unzipped += entry.uncompressedSize
    if (unzipped > mostUnzipped) {
      throw new CsvFault(1, `the workbook holds more than ${mostUnzipped / 1_000_000} MB: ${asCsv}`)
    }
    yield* (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>
  }

  return {
    has: (name) => entries.has(name),
    sizeOf: (name) => entries.get(name)?.uncompressedSize ?? 0,
    read,
    close: () => zip.close(),
  }
}
