/** What is used of yauzl, which has no types of its own, and of saxes, whichever way it reads a document. */
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
  type PlainTag = { name: string; attributes: Record<string, string> }
  /** With `xmlns`, which also refuses a prefix that stands for nothing. */
  export type NamespacedTag = {
    local: string
    uri: string
    attributes: Record<string, { local: string; uri: string; value: string }>
  }
  export class SaxesParser<Tag = PlainTag> {
    constructor(options?: { xmlns?: boolean; position?: boolean })
    on(event: 'xmldecl', handler: (said: { version?: string; encoding?: string }) => void): void
    on(event: 'opentagstart' | 'attribute', handler: () => void): void
    on(event: 'opentag', handler: (tag: Tag) => void): void
    on(event: 'closetag', handler: (tag: { name: string }) => void): void
    on(event: 'text' | 'cdata' | 'doctype', handler: (text: string) => void): void
    write(chunk: string): this
    close(): this
  }
}
