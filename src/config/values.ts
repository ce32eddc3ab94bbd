import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Variable } from '../config.ts'
import { isProxyRange } from '../lib/proxy-range.ts'

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

/** The whole path of a file that is there. Throws ConfigError. */
export function existing(name: Variable, value: string, where = '') {
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
