import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { onPath } from '../../src/cli/debian.js'
import { postgresFolders } from '../../src/cli/postgres-folders.js'

/** A Chromium for the browser tests: the environment's CHROMIUM, else the first one installed. */
export function findChromium() {
  if (process.env.CHROMIUM) return existsSync(process.env.CHROMIUM) ? process.env.CHROMIUM : undefined
  return [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    onPath('google-chrome'),
    onPath('google-chrome-stable'),
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ].find((file) => file && existsSync(file))
}

/**
 * The same Chromium without a window to draw, which takes half as long; it keeps no page for Back. Debian has it as a
 * package beside the other.
 */
export function findHeadlessShell() {
  return process.env.CHROMIUM ? undefined : onPath('chromium-headless-shell')
}

/** The folder that holds initdb, pg_ctl and postgres. */
export function findPostgres() {
  return postgresFolders('initdb').find((folder) =>
    ['initdb', 'pg_ctl', 'postgres'].every((file) => existsSync(join(folder, file))),
  )
}

/** Debian keeps it off the PATH of people. It wants to be named by its whole path. */
export function findSshd() {
  return onPath('sshd') ?? ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((file) => existsSync(file))
}

/** Debian keeps it off the PATH of people. */
export function findNginx() {
  return onPath('nginx') ?? ['/usr/sbin/nginx', '/usr/local/sbin/nginx'].find((file) => existsSync(file))
}

/** A Python that has this package: Debian's, whichever else comes first on the PATH, or another one. */
export function findPython(name) {
  if (existsSync(join('/usr/lib/python3/dist-packages', name))) return '/usr/bin/python3'
  return spawnSync('python3', ['-c', `import ${name}`]).status === 0 ? 'python3' : undefined
}

/** The small browser of WebKitGTK, which Debian keeps off the PATH. */
export function findMiniBrowser() {
  return readdirSync('/usr/lib')
    .map((folder) => join('/usr/lib', folder, 'webkit2gtk-4.1', 'MiniBrowser'))
    .find((file) => existsSync(file))
}
