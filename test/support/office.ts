import type { BrowserContextOptions } from 'playwright'
import { test as base, expect } from 'vitest'
import { launch, makeOld, setUp } from './browser.ts'
import { newFolder, removeFolder, startServer } from './server.ts'

type DeskOptions = BrowserContextOptions & { isOld?: boolean }
const launchOptions: Parameters<typeof launch>[0] = {}
const serverOptions: { env?: (folder: string) => Record<string, string> } = {}

async function openServer({ env }: typeof serverOptions) {
  const folder = await newFolder()
  const server = await startServer(folder, env?.(folder))
  const close = async () => {
    await server.stop()
    await removeFolder(folder)
  }
  return { server, close }
}

/** A browser in which each page is a desk of its own, and no page may complain in the console. */
const withBrowser = base
  .extend('launchOptions', { scope: 'file' }, launchOptions)
  .extend('browser', { scope: 'file' }, async ({ launchOptions }, { onCleanup }) => {
    const browser = await launch(launchOptions)
    onCleanup(() => browser.close())
    return browser
  })
  .extend('newDesk', ({ browser, onTestFinished }) => async ({ isOld, ...options }: DeskOptions = {}) => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options })
    if (isOld) await makeOld(context)
    // For a busy machine: what is there is seen at once.
    context.setDefaultTimeout(60_000)
    const complaints: string[] = []
    context.on('weberror', (error) => complaints.push(error.error().message))
    context.on('console', (message) => {
      if (message.type() === 'error' && !/Failed to load resource|ERR_|Failed to fetch/.test(message.text()))
        complaints.push(message.text())
    })
    onTestFinished(async () => {
      await context.close()
      expect(complaints, 'complaints in the console').toEqual([])
    })
    return context.newPage()
  })

/** The product as a process of its own for each case. */
export const journeyTest = withBrowser.extend('server', async ({ onTestFinished }) => {
  const { server, close } = await openServer({})
  onTestFinished(close)
  return server
})

/** The product as a process for the cases of a file. */
export const test = withBrowser
  .extend('serverOptions', { scope: 'file' }, serverOptions)
  .extend('server', { scope: 'file' }, async ({ serverOptions }, { onCleanup }) => {
    const { server, close } = await openServer(serverOptions)
    onCleanup(close)
    return server
  })
  .extend('signedIn', { scope: 'file' }, async ({ browser, server }) => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    await setUp(await context.newPage(), server.setUpUrl as string)
    const state = await context.storageState()
    await context.close()
    return state
  })
  .extend('page', ({ newDesk, signedIn }) => newDesk({ storageState: signedIn }))

/** A part of a journey, which a failure is told with. */
export async function step(what: string, act: () => Promise<unknown>) {
  try {
    await act()
  } catch (cause) {
    throw new Error(`at the step “${what}”`, { cause })
  }
}
