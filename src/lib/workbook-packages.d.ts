/** What is used of yauzl, which has no types of its own, and of saxes, as loaded when a workbook is read. */
declare module 'yauzl' {
  export type Entry = {
    fileName: string
    uncompressedSize: number
    isEncrypted(): boolean
  }
  export type ZipFile = {
    entryCount: number
    eachEntry(): AsyncIterable<Entry>
    openReadStreamPromise(entry: Entry): Promise<import('node:stream').Readable>
    close(): void
  }
  export function openPromise(path: string, options: { autoClose: false }): Promise<ZipFile>
}

declare module 'saxes' {
  export class SaxesParser {
    on(event: 'opentag', handler: (tag: { name: string; attributes: Record<string, string> }) => void): void
    on(event: 'closetag', handler: (tag: { name: string }) => void): void
    on(event: 'text' | 'cdata' | 'doctype', handler: (text: string) => void): void
    write(chunk: string): this
    close(): this
  }
}
