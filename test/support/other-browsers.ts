import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findMiniBrowser } from './find-programs.js'

/** A real browser of another make, with as much of WebDriver as is needed. */
export type OtherBrowser = {
  go(url: string): Promise<void>
  /** Runs the body of a function in the page. */
  run<T>(body: string): Promise<T>
  /** Presses a key as a person does; special keys have WebDriver's own signs. */
  press(key: string): Promise<void>
  close(): Promise<void>
}

const keyActions = (key: string) => [
  {
    type: 'key',
    id: 'keyboard',
    actions: [
      { type: 'keyDown', value: key },
      { type: 'keyUp', value: key },
    ],
  },
]

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 300; tries++) {
    const found = await look().catch(() => undefined)
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the browser does not answer')
}

/** Firefox speaks WebDriver's commands as JSON over TCP, each message after its length. */
export async function openFirefox(): Promise<OtherBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'utility-interfaces-firefox-'))
  await writeFile(join(profile, 'user.js'), 'user_pref("marionette.port", 0);\n')
  const options = ['--headless', '--no-remote', '--marionette', '--profile', profile]
  const firefox = spawn('firefox-esr', options, { stdio: 'ignore' })
  const port = await until(async () => Number(await readFile(join(profile, 'MarionetteActivePort'), 'utf8')))
  const socket = await until(
    () =>
      new Promise<Socket>((resolve, reject) => {
        const opened = connect(port, '127.0.0.1', () => resolve(opened)).on('error', reject)
      }),
  )
  const waiting = new Map<number, (answer: [unknown, { value: unknown }]) => void>()
  let heard: Buffer = Buffer.alloc(0)
  socket.on('data', (part: Buffer) => {
    heard = Buffer.concat([heard, part])
    for (;;) {
      const colon = heard.indexOf(':')
      const end = colon + 1 + Number(heard.subarray(0, Math.max(colon, 0)))
      if (colon < 0 || heard.length < end) return
      const message = JSON.parse(heard.subarray(colon + 1, end).toString())
      heard = heard.subarray(end)
      // The first message is a greeting.
      if (Array.isArray(message)) waiting.get(message[1])?.([message[2], message[3]])
    }
  })
  let last = 0
  function ask(command: string, parameters: object = {}): Promise<unknown> {
    const text = JSON.stringify([0, ++last, command, parameters])
    socket.write(`${Buffer.byteLength(text)}:${text}`)
    return new Promise((resolve, reject) =>
      waiting.set(last, ([error, result]) =>
        error ? reject(new Error(JSON.stringify(error).slice(0, 500))) : resolve(result?.value),
      ),
    )
  }
  await ask('WebDriver:NewSession', { strictFileInteractability: true })
  return {
    go: async (url) => void (await ask('WebDriver:Navigate', { url })),
    run: async <T>(body: string) =>
      (await ask('WebDriver:ExecuteScript', { script: body, args: [], newSandbox: false })) as T,
    press: async (key) => void (await ask('WebDriver:PerformActions', { actions: keyActions(key) })),
    async close() {
      socket.destroy()
      await ended(firefox)
      await rm(profile, { recursive: true, force: true })
    },
  }
}

/** WebKit, as Safari has it, in the small browser that comes with WebKitGTK; it needs a screen, if only a virtual one. */
export async function openWebKit(): Promise<OtherBrowser> {
  const screen = spawn('Xvfb', ['-displayfd', '1', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const display = await new Promise<string>((resolve) =>
    screen.stdout?.once('data', (number) => resolve(`:${String(number).trim()}`)),
  )
  const port = 20_000 + (process.pid % 10_000)
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: display },
  })
  async function ask(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`http://127.0.0.1:${port}/session${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const { value } = (await answer.json()) as { value: unknown }
    if (!answer.ok) throw new Error(JSON.stringify(value).slice(0, 500))
    return value
  }
  const browserOptions = { binary: findMiniBrowser(), args: ['--automation'] }
  const alwaysMatch = { 'webkitgtk:browserOptions': browserOptions }
  const session = await until(() => ask('POST', '', { capabilities: { alwaysMatch } }))
  const path = `/${(session as { sessionId: string }).sessionId}`
  return {
    go: async (url) => void (await ask('POST', `${path}/url`, { url })),
    run: async <T>(body: string) =>
      (await ask('POST', `${path}/execute/sync`, { script: body, args: [] })) as T,
    press: async (key) => void (await ask('POST', `${path}/actions`, { actions: keyActions(key) })),
    async close() {
      await ask('DELETE', path)
      await ended(driver)
      await ended(screen)
    },
  }
}

function ended(child: ChildProcess) {
  const end = new Promise((resolve) => child.once('exit', resolve))
  child.kill()
  return end
}
