import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readConfig, variables } from '../../src/config.ts'

const folder = fs.mkdtempSync(join(tmpdir(), 'config-'))
const town = join(folder, 'town')
fs.mkdirSync(town)
const here = process.cwd()
afterAll(() => {
  process.chdir(here)
  fs.rmSync(folder, { recursive: true })
})

test('a key in the folder of the data is refused, by whatever link it is named, and before that folder is there', () => {
  const [data, keys, toData] = ['data', 'keys', 'to-data'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const refused = (dataDir: string, keyFile: string) =>
    expect(() => readConfig({ DATA_DIR: dataDir, KEY_FILE: keyFile })).toThrow(/lies in DATA_DIR/)
  fs.symlinkSync(data, toData)
  refused(data, join(data, 'keys/secret.key'))

  fs.mkdirSync(data)
  fs.mkdirSync(keys)
  refused(data, join(toData, 'secret.key'))
  refused(toData, join(data, 'secret.key'))
  fs.writeFileSync(join(data, 'hidden.key'), '')
  fs.symlinkSync(join(data, 'hidden.key'), join(keys, 'secret.key'))
  refused(data, join(keys, 'secret.key'))
  expect(readConfig({ DATA_DIR: toData, KEY_FILE: join(keys, 'other.key') }).dataDir).toBe(toData)
})

test('a certificate or its key that is a folder or not there is named with its variable', () => {
  const file = join(folder, 'cert.pem')
  fs.writeFileSync(file, '')
  const read = (certFile: string, keyFile: string) =>
    readConfig({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile })
  expect(() => read(folder, file)).toThrow(`TLS_CERT_FILE: ${folder} is not a file. Name the file itself.`)
  expect(() => read(file, folder)).toThrow(`TLS_KEY_FILE: ${folder} is not a file. Name the file itself.`)
  expect(() => read(file, join(folder, 'none'))).toThrow(/^TLS_KEY_FILE: there is no file .*none\.$/)
})

const proxied = { TRUST_PROXY: '127.0.0.1' }

test.each([
  ['https://utility.town.example', 'https://utility.town.example'],
  ['HTTPS://Utility.Town.example:8443/', 'https://utility.town.example:8443'],
  ['https://[2001:db8::1]', 'https://[2001:db8::1]'],
])('PUBLIC_ADDRESS %s is where addresses begin', (value, origin) => {
  expect(readConfig({ ...proxied, PUBLIC_ADDRESS: value }).publicAddress).toBe(origin)
})

test.each([
  ['utility.town.example', /must be https:\/\/ or http:\/\/ and a host name/],
  ['https:utility.town.example', /must be https/],
  ['https://*.town.example', /must be https/],
  ['https://', /must be https/],
  ['https://town.example/interfaces', /leave out the path \/interfaces, because/],
  ['https://town.example?a=b', /leave out \?a=b\./],
  ['https://town.example#top', /leave out #top\./],
  ['https://ada:secret@town.example', /leave out what stands before the @\.$/],
])('PUBLIC_ADDRESS %s is refused in words', (value, words) => {
  expect(() => readConfig({ ...proxied, PUBLIC_ADDRESS: value })).toThrow(words)
})

test('PUBLIC_ADDRESS and who speaks TLS have to fit', () => {
  const PUBLIC_ADDRESS = 'https://town.example'
  expect(() => readConfig({ PUBLIC_ADDRESS })).toThrow(
    /name the proxy that does in TRUST_PROXY, or a certificate/,
  )
  const plain = { PUBLIC_ADDRESS: 'http://town.example' }
  expect(() => readConfig({ ...proxied, ...plain })).toThrow(/write https:/)
  expect(readConfig(plain).publicAddress).toBe('http://town.example')
})

test('.env is read, and what the environment says wins', () => {
  process.chdir(town)
  fs.writeFileSync(
    '.env',
    '\uFEFF# ours\r\nPORT = 4001 # here\r\n\r\nexport HOST="0.0.0.0"\r\nLOG_LEVEL=warn\r\n',
  )
  process.env.LOG_LEVEL = 'error'
  expect(readConfig()).toMatchObject({ port: 4001, host: '0.0.0.0', logLevel: 'error' })
  delete process.env.LOG_LEVEL
  expect(readConfig()).toMatchObject({ logLevel: 'warn' })
})

test.each([
  ['DATABASEURL=postgres://h/d', 'line 1: there is no variable DATABASEURL. Is DATABASE_URL meant?'],
  ['PORT=1\nport=2', 'line 2: there is no variable port. Is PORT meant?'],
  ['PASSWORD=x', 'line 1: there is no variable PASSWORD. The variables are in .env.example.'],
  ['PORT 80', 'line 1: that is not NAME=value.'],
  ['K\0E\0Y\0=', 'line 1: there is no variable K'],
])('%j in .env is refused, with its line', (text, words) => {
  process.chdir(town)
  fs.writeFileSync('.env', text)
  expect(() => readConfig()).toThrow(words)
})

test('a key in an .env that others can read is refused', () => {
  process.chdir(town)
  fs.writeFileSync('.env', `KEY=${'k'.repeat(43)}`)
  fs.chmodSync('.env', 0o644)
  expect(() => readConfig()).toThrow(/holds KEY: Other users of this computer can get at .*chmod 600/)
  fs.chmodSync('.env', 0o600)
  expect(readConfig().key).toBe('k'.repeat(43))
})

test('a secret in a file that others can read, or that is empty, stops the start, and its variable is named', () => {
  const file = join(folder, 'a-secret')
  const named = ['DATABASE_URL_FILE', 'MONITORING_TOKEN_FILE'] as const
  fs.writeFileSync(file, '', { mode: 0o600 })
  // Else a town on PostgreSQL would begin anew on SQLite.
  for (const name of named) expect(() => readConfig({ [name]: file })).toThrow(`${name}: ${file} is empty.`)
  fs.writeFileSync(file, `postgres://town:${'p'.repeat(32)}@127.0.0.1/town\n`)
  expect(readConfig({ DATABASE_URL_FILE: file }).databaseUrl).toMatch(/^postgres:.*town$/)
  fs.chmodSync(file, 0o644)
  for (const name of named) expect(() => readConfig({ [name]: file })).toThrow(`${name}: Other users`)
  const tls = { TLS_CERT_FILE: file, TLS_KEY_FILE: file }
  expect(() => readConfig(tls)).toThrow(`chmod 600 ${file}`)
})

test('a folder for the checkpoint in that of the data is refused', () => {
  const env = { DATA_DIR: join(folder, 'data'), HISTORY_FOLDER: join(folder, 'data/history') }
  expect(() => readConfig(env)).toThrow(/^HISTORY_FOLDER .* lies in DATA_DIR/)
})

test('.env.example has a line on every variable there is, and on no other', () => {
  const example = fs.readFileSync(join(import.meta.dirname, '../../.env.example'), 'utf8')
  const named = [...example.matchAll(/^#([A-Z_]+)=/gm)].map((found) => found[1])
  expect(named.sort()).toEqual([...variables].sort())
})
