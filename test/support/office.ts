import type { Page } from 'playwright'
import { launch } from './browser.ts'
import { newFolder, removeFolder, type Server, startServer } from './server.ts'

/** The product as its own process, and a browser in which each page is a desk of its own. */
export type Office = { server: Server; newDesk(): Promise<Page>; close(): Promise<void> }

export async function openOffice({ script }: { script: boolean }): Promise<Office> {
  const server = await startServer(await newFolder())
  const browser = await launch()
  return {
    server,
    async newDesk() {
      const context = await browser.newContext({ javaScriptEnabled: script })
      context.setDefaultTimeout(15_000)
      return context.newPage()
    },
    async close() {
      await browser.close()
      await server.stop()
      await removeFolder(server.folder)
    },
  }
}
