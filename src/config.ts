import { url as debuggerAddress } from 'node:inspector'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import process from 'node:process'
import { publicAddress } from './config/public-address.ts'
import { databaseUrl, monitoringToken, tlsFiles } from './config/secrets.ts'
import {
  ConfigError,
  contact,
  type Environment,
  hostsAndPorts,
  oneOf,
  text,
  trustedProxies,
  whereItLies,
  whole,
} from './config/values.ts'
import { readEnvFile } from './lib/env-file.ts'
import { twoStepRules } from './lib/permissions.ts'

export type Config = ReturnType<typeof readConfig>

/** Every variable there is; .env.example has a line on each. */
export const variables = [
  'HOST',
  'PORT',
  'DATA_DIR',
  'DATABASE_URL',
  'DATABASE_URL_FILE',
  'DATABASE_WAIT_SECONDS',
  'NEW_TOWN',
  'KEY_FILE',
  'KEY',
  'HISTORY_FOLDER',
  'PUBLIC_ADDRESS',
  'TRUST_PROXY',
  'TLS_CERT_FILE',
  'TLS_KEY_FILE',
  'LOG_LEVEL',
  'MONITORING_TOKEN',
  'MONITORING_TOKEN_FILE',
  'SESSION_IDLE_MINUTES',
  'SESSION_HOURS',
  'TWO_STEP',
  'SECURITY_CONTACT',
  'OUTBOUND_ALLOW',
] as const
export type Variable = (typeof variables)[number]

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/** What is in .env in the working folder, and in the environment, which wins. */
function environment(): Environment {
  if (debuggerAddress() !== undefined) {
    throw new ConfigError(
      'The debugger is open, through which anyone on this machine reads the keys: start without --inspect, also in NODE_OPTIONS.',
    )
  }
  const file = readEnvFile(resolve('.env'), variables)
  if ('problem' in file) throw new ConfigError(file.problem)
  return { ...file.values, ...process.env }
}

/** Whether a file or folder is in a folder or is that folder, by whatever links they are named. */
function liesIn(folder: string, place: string): boolean {
  const inside = relative(whereItLies(folder), whereItLies(place))
  return !inside.startsWith('..') && !isAbsolute(inside)
}

/** Throws ConfigError. */
export function readConfig(env: Environment = environment()) {
  const dataDir = resolve(text(env, 'DATA_DIR') ?? 'data')
  const keyFile = resolve(text(env, 'KEY_FILE') ?? 'keys/secret.key')
  const historyFolder = resolve(text(env, 'HISTORY_FOLDER') ?? dirname(keyFile))
  if (liesIn(dataDir, keyFile)) {
    throw new ConfigError(
      `KEY_FILE (${keyFile}) lies in DATA_DIR. Keep the key in a folder of its own, so that a copy of the data is not a copy of the key.`,
    )
  }
  if (liesIn(dataDir, historyFolder)) {
    throw new ConfigError(
      `HISTORY_FOLDER (${historyFolder}) lies in DATA_DIR. Name a folder of its own, so that whoever has the data cannot change what is noted of its history.`,
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
    /** Where the file lies that says how far history went. */
    historyFolder,
    /** Where people open the product, such as `https://utility.town.example`, where that is not `host` and `port`. */
    publicAddress: publicAddress(env),
    /** What Fastify's `trustProxy` takes: false, or the proxies' addresses. */
    trustProxy: trustedProxies(env),
    /** Files of the certificate chain and its key, for TLS without a proxy; both or neither. */
    tls: tlsFiles(env),
    /** Where to report a weakness: a `mailto:` or `https:` address, shown in security.txt. */
    securityContact: contact(env),
    /** `host:port` of servers that are connected to although their address is private, as they are typed. */
    outboundAllow: hostsAndPorts(env, 'OUTBOUND_ALLOW'),
    /** Opens /metrics, and all of /health to other machines; undefined where nobody has it. */
    monitoringToken: monitoringToken(env),
    logLevel: oneOf(env, 'LOG_LEVEL', 'info', logLevels),
    sessionIdleMinutes: whole(env, 'SESSION_IDLE_MINUTES', 15, 3, 24 * 60),
    sessionHours: whole(env, 'SESSION_HOURS', 12, 1, 24 * 7),
    /** Who must sign in with an authenticator app too. */
    twoStep: oneOf(env, 'TWO_STEP', 'optional', twoStepRules),
  }
}
