import { randomBytes } from 'node:crypto'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import knex, { type Knex } from 'knex'
import { inject } from 'vitest'
import { databaseFile } from '../../src/db/connect.ts'
import { template } from './postgres.ts'
import { makeLikeNew } from './reused-postgres.ts'

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

  const name = (migrated && idle.pop()) || (await newDatabase(migrated))
  const url = new URL(inject('postgresUrl'))
  url.pathname = name
  const drop = async () => {
    if (migrated && (await isLikeNew(url.href))) idle.push(name)
    else await inPostgres(`drop database if exists ${name} with (force)`)
    await dropFolder()
  }
  return { databaseUrl: url.href, dataDir, drop }
}

/** Copies of the template that a town had before, and that are like new. */
const idle: string[] = []

async function newDatabase(migrated: boolean) {
  const name = `test_${randomBytes(8).toString('hex')}`
  // Copied as files: written through the log, the thousand small files of a town take half as long again.
  await inPostgres(`create database ${name}${migrated ? ` template ${template} strategy file_copy` : ''}`)
  return name
}

const isLikeNew = (databaseUrl: string) =>
  inDatabase(databaseUrl, (db) => makeLikeNew(db, inject('templateContent'))).catch(() => false)

async function inDatabase<Answer>(connection: string, act: (db: Knex) => Promise<Answer>) {
  const db = knex({ client: 'pg', connection, pool: { min: 0, max: 1 } })
  try {
    return await act(db)
  } finally {
    await db.destroy()
  }
}

const inPostgres = (statement: string) =>
  inDatabase(inject('postgresUrl'), (cluster) => cluster.raw(statement))
