import { createHmac } from 'node:crypto'
import * as fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { makeFolder } from '../lib/make-folder.ts'
import { replaceWhole } from '../lib/whole-file.ts'
import type { Head } from './audit-store.ts'
import type { Known } from './verify.ts'

/** The file of the checkpoint holds something else; nobody but this product writes it. */
class CheckpointDamaged extends Error {
  readonly code = 'checkpoint damaged'
}

type Place = { keyFile: string; historyFolder: string }

/**
 * On this machine, out of reach for a person who has only the database: beside the key file, unless another folder is named.
 * Each history has its own, because one key may serve a database that is only tried out.
 */
export function checkpointFile({ keyFile, historyFolder }: Place, chainKey: Buffer) {
  const id = createHmac('sha256', chainKey).update('checkpoint').digest('hex').slice(0, 8)
  return join(historyFolder, `${basename(keyFile)}.${id}.history`)
}

/** Whether it can be written; its folder is made where it is missing. */
export function canKeepCheckpoint({ historyFolder }: Place): boolean {
  try {
    makeFolder(historyFolder)
    fs.accessSync(historyFolder, fs.constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** The number and keyed hash of a record that history must still hold; undefined before the first time. */
export function readCheckpoint(file: string): Head | undefined {
  if (!fs.existsSync(file)) return undefined
  const [, id, hash = ''] = /^(\d{1,15}):([\w-]{43})\n$/.exec(fs.readFileSync(file, 'utf8')) ?? []
  if (id === undefined) throw new CheckpointDamaged(`${file} does not hold the number and hash of a record.`)
  return { id: Number(id), hash }
}

/** The same as what verification holds history to. */
export function knownBesideTheKey(config: Place, chainKey: Buffer): Known[] {
  const file = checkpointFile(config, chainKey)
  const known = readCheckpoint(file)
  return known ? [{ ...known, where: `the checkpoint in ${file}` }] : []
}

/** For a restore, which takes the history back: the checkpoint would go on telling of what came later. */
export function takeCheckpointBack(file: string, head: Head) {
  if (!fs.existsSync(file)) return
  if (head.id === 0) fs.rmSync(file)
  else writeCheckpoint(file, head)
}

export function writeCheckpoint(file: string, { id, hash }: Head) {
  makeFolder(dirname(file))
  replaceWhole(file, `${id}:${hash}\n`)
}
