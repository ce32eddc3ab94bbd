import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'

const folder = fs.mkdtempSync(join(tmpdir(), 'config-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))

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
