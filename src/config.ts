import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import process from 'node:process'
import { readEnvFile } from './lib/env-file.ts'
import { twoStepRules } from './lib/permissions.ts'

export type Config = ReturnType<typeof readConfig>

/** A variable has a value the product cannot start with. The message names the variable. */
export class ConfigError extends Error {}

/** Every variable there is; .env.example has a line on each. */
export const variables = [
  'HOST',
  'PORT',
  'DATA_DIR',
  'DATABASE_URL',
  'DATABASE_WAIT_SECONDS',
  'NEW_TOWN',
  'KEY_FILE',
  'KEY',
  'TRUST_PROXY',
  'TLS_CERT_FILE',
  'TLS_KEY_FILE',
  'LOG_LEVEL',
  'SESSION_IDLE_MINUTES',
  'SESSION_HOURS',
  'TWO_STEP',
  'SECURITY_CONTACT',
  'OUTBOUND_ALLOW',
] as const
type Variable = (typeof variables)[number]
type Environment = Partial<Record<Variable, string | undefined>>

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/** What is in .env in the working folder, and in the environment, which wins. */
function environment(): Environment {
  const file = readEnvFile(resolve('.env'), variables)
  if ('problem' in file) throw new ConfigError(file.problem)
  return { ...file.values, ...process.env }
}

/** Throws ConfigError. */
export function readConfig(env: Environment = environment()) {
  const dataDir = resolve(text(env, 'DATA_DIR') ?? 'data')
  const keyFile = resolve(text(env, 'KEY_FILE') ?? 'keys/secret.key')
  const inside = relative(whereItLies(dataDir), whereItLies(keyFile))
  if (!inside.startsWith('..') && !isAbsolute(inside)) {
    throw new ConfigError(
      `KEY_FILE (${keyFile}) lies in DATA_DIR. Keep the key in a folder of its own, so that a copy of the data is not a copy of the key.`,
    )
  }
  return {
    host: text(env, 'HOST') ?? '127.0.0.1',
    port: whole(env, 'PORT', 3000, 0, 65_535),
    /** Folder of the SQLite database; made when missing. */
    dataDir,
    /** A PostgreSQL address; undefined means SQLite in `dataDir`. */
    databaseUrl: databaseUrl(env),
    databaseWaitSeconds: whole(env, 'DATABASE_WAIT_SECONDS', 60, 0, 3_600),
    /** An empty database is begun on, whatever else says that there is a town. */
    newTown: oneOf(env, 'NEW_TOWN', 'no', ['no', 'yes']) === 'yes',
    /** The key text itself; wins over `keyFile`. */
    key: text(env, 'KEY'),
    keyFile,
    /** What Fastify's `trustProxy` takes: false, or the proxies' addresses. */
    trustProxy: text(env, 'TRUST_PROXY') ?? (false as const),
    /** Files of the certificate chain and its key, for TLS without a proxy; both or neither. */
    tls: tlsFiles(env),
    /** Where to report a weakness: a `mailto:` or `https:` address, shown in security.txt. */
    securityContact: contact(env),
    /** `host:port` of servers that are connected to although their address is private, as they are typed. */
    outboundAllow: hostsAndPorts(env, 'OUTBOUND_ALLOW'),
    logLevel: oneOf(env, 'LOG_LEVEL', 'info', logLevels),
    sessionIdleMinutes: whole(env, 'SESSION_IDLE_MINUTES', 15, 3, 24 * 60),
    sessionHours: whole(env, 'SESSION_HOURS', 12, 1, 24 * 7),
    /** Who must sign in with an authenticator app too. */
    twoStep: oneOf(env, 'TWO_STEP', 'optional', twoStepRules),
  }
}

/** Where links lead to; of what is not there yet, where it will be. */
function whereItLies(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return dirname(path) === path ? path : join(whereItLies(dirname(path)), basename(path))
  }
}

function text(env: Environment, name: Variable) {
  const value = env[name]?.trim()
  return value === '' ? undefined : value
}

function whole(env: Environment, name: Variable, standard: number, minimum: number, limit: number) {
  const value = text(env, name)
  if (value === undefined) return standard
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < minimum || number > limit) {
    throw new ConfigError(`${name} must be a whole number from ${minimum} to ${limit}; it is "${value}".`)
  }
  return number
}

function oneOf<Choice extends string>(
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

function tlsFiles(env: Environment) {
  const certFile = text(env, 'TLS_CERT_FILE')
  const keyFile = text(env, 'TLS_KEY_FILE')
  if (certFile && keyFile) {
    return { certFile: existing('TLS_CERT_FILE', certFile), keyFile: existing('TLS_KEY_FILE', keyFile) }
  }
  const missing = certFile ? 'TLS_KEY_FILE' : 'TLS_CERT_FILE'
  if (certFile || keyFile)
    throw new ConfigError(`${missing} is missing: TLS needs both the certificate and its key.`)
  return undefined
}

function existing(name: Variable, value: string) {
  const path = resolve(value)
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) throw new ConfigError(`${name}: there is no file ${path}.`)
  if (!stats.isFile()) throw new ConfigError(`${name}: ${path} is not a file. Name the file itself.`)
  return path
}

function contact(env: Environment) {
  const value = text(env, 'SECURITY_CONTACT') ?? 'mailto:security@localhost'
  if (!/^(mailto:|https:\/\/)[^\s]+$/.test(value)) {
    throw new ConfigError('SECURITY_CONTACT must be an address that starts with mailto: or https://.')
  }
  return value
}

function hostsAndPorts(env: Environment, name: Variable) {
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

function databaseUrl(env: Environment) {
  const value = text(env, 'DATABASE_URL')
  // The value may hold a password, so the message does not repeat it.
  if (value !== undefined && !(/^postgres(ql)?:\/\//.test(value) && URL.canParse(value))) {
    throw new ConfigError('DATABASE_URL must be a PostgreSQL address that starts with postgres://.')
  }
  return value
}
