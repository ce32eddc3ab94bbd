import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Variable } from './config.ts'
import { encodedSigns, isAsMeant } from './lib/postgres-address.ts'
import { isProxyRange } from './lib/proxy-range.ts'
import { readSecretFile, SecretFileError } from './lib/secret-file.ts'

export type Environment = Partial<Record<Variable, string | undefined>>

/** A variable has a value the product cannot start with. The message names the variable. */
export class ConfigError extends Error {}

/** Where links lead to; of what is not there yet, where it will be. */
export function whereItLies(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return dirname(path) === path ? path : join(whereItLies(dirname(path)), basename(path))
  }
}

export function text(env: Environment, name: Variable) {
  const value = env[name]?.trim()
  return value === '' ? undefined : value
}

export function whole(env: Environment, name: Variable, standard: number, minimum: number, limit: number) {
  const value = text(env, name)
  if (value === undefined) return standard
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < minimum || number > limit) {
    throw new ConfigError(`${name} must be a whole number from ${minimum} to ${limit}; it is "${value}".`)
  }
  return number
}

export function oneOf<Choice extends string>(
  env: Environment,
  name: Variable,
  standard: Choice,
  choices: readonly Choice[],
): Choice {
  const value = text(env, name) ?? standard
  const choice = choices.find((candidate) => candidate === value)
  if (choice === undefined) {
    throw new ConfigError(`${name} must be one of ${choices.join(', ')}; it is "${value}".`)
  }
  return choice
}

export function tlsFiles(env: Environment) {
  const certFile = text(env, 'TLS_CERT_FILE')
  const keyFile = text(env, 'TLS_KEY_FILE')
  if (certFile && keyFile) {
    const files = {
      certFile: existing('TLS_CERT_FILE', certFile),
      keyFile: existing('TLS_KEY_FILE', keyFile),
    }
    readSecret('TLS_KEY_FILE', files.keyFile)
    return files
  }
  const missing = certFile ? 'TLS_KEY_FILE' : 'TLS_CERT_FILE'
  if (certFile || keyFile)
    throw new ConfigError(`${missing} is missing: TLS needs both the certificate and its key.`)
  return undefined
}

function existing(name: Variable, value: string, where = '') {
  const path = resolve(value)
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) throw new ConfigError(`${name}${where}: there is no file ${path}.`)
  if (!stats.isFile()) throw new ConfigError(`${name}${where}: ${path} is not a file. Name the file itself.`)
  return path
}

export function contact(env: Environment) {
  const value = text(env, 'SECURITY_CONTACT') ?? 'mailto:security@localhost'
  if (!/^(mailto:|https:\/\/)[^\s]+$/.test(value)) {
    throw new ConfigError('SECURITY_CONTACT must be an address that starts with mailto: or https://.')
  }
  return value
}

export function hostsAndPorts(env: Environment, name: Variable) {
  const all = (text(env, name) ?? '').split(',').map((one) => one.trim().toLowerCase())
  const given = all.filter((one) => one !== '')
  const wrong = given.find((one) => !/^[^\s:]+:\d{1,5}$|^\[[^\]]+\]:\d{1,5}$/.test(one))
  if (wrong !== undefined) {
    throw new ConfigError(
      `${name} must be addresses like 127.0.0.1:22 or sftp.town.example:22, separated by commas; one is "${wrong}".`,
    )
  }
  return given
}

export function databaseUrl(env: Environment) {
  const value = secret(env, 'DATABASE_URL')
  if (value === undefined) return undefined
  // The value may hold a password, so no message repeats any of it.
  if (!/^postgres(ql)?:\/\//.test(value)) {
    throw new ConfigError('DATABASE_URL must be a PostgreSQL address that starts with postgres://.')
  }
  if (!isAsMeant(value)) {
    throw new ConfigError(
      `DATABASE_URL cannot be read as postgres://name:password@host/database: in the name and the password ${encodedSigns}.`,
    )
  }
  const { searchParams } = new URL(value)
  for (const name of ['sslrootcert', 'sslcert', 'sslkey']) {
    const file = searchParams.get(name)
    if (file) existing('DATABASE_URL', file, ` (${name})`)
  }
  return value
}

/** What a variable says, or the file that the variable of the same name with _FILE names. */
function secret(env: Environment, name: 'DATABASE_URL' | 'MONITORING_TOKEN') {
  const file = text(env, `${name}_FILE`)
  if (file === undefined) return text(env, name)
  if (text(env, name) !== undefined) {
    throw new ConfigError(`${name} and ${name}_FILE are both set: leave one of them out.`)
  }
  const value = readSecret(`${name}_FILE`, existing(`${name}_FILE`, file)).trim()
  if (value === '') throw new ConfigError(`${name}_FILE: ${file} is empty.`)
  return value
}

function readSecret(name: Variable, path: string): string {
  try {
    return readSecretFile(path)
  } catch (error) {
    if (error instanceof SecretFileError) throw new ConfigError(`${name}: ${error.message}`)
    const { code } = error as NodeJS.ErrnoException
    throw new ConfigError(`${name}: this user may not read ${path} (${code}).`)
  }
}

export function monitoringToken(env: Environment) {
  const value = secret(env, 'MONITORING_TOKEN')
  if (value !== undefined && !/^[\x21-\x7e]{32,}$/.test(value)) {
    throw new ConfigError(
      'MONITORING_TOKEN must be at least 32 characters without spaces: openssl rand -hex 32',
    )
  }
  return value
}

/** What Fastify's `trustProxy` takes: false, or addresses and ranges with commas between them. */
export function trustedProxies(env: Environment): string | false {
  const value = text(env, 'TRUST_PROXY')
  if (value === undefined) return false
  const given = value.split(',').map((one) => one.trim())
  const wrong = given.find((one) => !isProxyRange(one))
  if (wrong !== undefined) {
    throw new ConfigError(
      `TRUST_PROXY must name the proxy, so that nobody else can say who is calling: its address, such as 127.0.0.1 for one on this machine, or a range, such as 10.0.0.0/24, and several with commas between them; one is "${wrong}".`,
    )
  }
  return given.join()
}
