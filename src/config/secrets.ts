import type { Variable } from '../config.ts'
import { encodedSigns, isAsMeant } from '../lib/postgres-address.ts'
import { readSecretFile, SecretFileError } from '../lib/secret-file.ts'
import { ConfigError, type Environment, existing, text } from './values.ts'

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
