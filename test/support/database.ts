import { randomBytes } from 'node:crypto'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import knex from 'knex'
import { inject } from 'vitest'
import { databaseFile } from '../../src/db/connect.ts'
import { template } from './postgres.ts'

export interface FreshDatabase {
  /** Absent on SQLite, whose file lives in `dataDir`. */
  databaseUrl?: string
  dataDir: string
  drop(): Promise<void>
}

/**
 * A database of its own on the engine the tests run on, with an empty folder for the rest. It is empty, or,
 * where it is to be `migrated`, as the migrations leave it.
 */
export async function freshDatabase({ migrated = false } = {}): Promise<FreshDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'utility-interfaces-test-'))
  const dropFolder = () => rm(dataDir, { recursive: true, force: true })
  if (process.env.TEST_ENGINE !== 'postgres') {
    if (migrated) await copyFile(inject('migratedFile'), databaseFile(dataDir))
    return { dataDir, drop: dropFolder }
  }

  const name = `test_${randomBytes(8).toString('hex')}`
  const url = new URL(inject('postgresUrl'))
  // Copied as files: written through the log, the thousand small files of a town take half as long again.
  await inPostgres(`create database ${name}${migrated ? ` template ${template} strategy file_copy` : ''}`)
  url.pathname = name
  const drop = async () => {
    await inPostgres(`drop database if exists ${name} with (force)`)
    await dropFolder()
  }
  return { databaseUrl: url.href, dataDir, drop }
}

async function inPostgres(statement: string) {
  const cluster = knex({ client: 'pg', connection: inject('postgresUrl'), pool: { min: 0, max: 1 } })
  try {
    await cluster.raw(statement)
  } finally {
    await cluster.destroy()
  }
}
