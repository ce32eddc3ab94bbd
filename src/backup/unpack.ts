import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { takeChecksumOff, type Verdict, verdictOn } from '../lib/checksum.ts'
import type { Key } from '../lib/key-ring.ts'
import { writeNewFile } from '../lib/new-file.ts'
import { putOnDisk } from '../lib/on-disk.ts'
import { Refusal } from '../lib/refusal.ts'
import { ageMagic, decryptAge } from './age.ts'
import { decryptUiBackup1, uiBackup1Magic } from './uibackup1.ts'

/** A backup, and what opens it. */
export type Packed = {
  from: string
  /** The text of the file of the private key, which an encrypted backup needs. */
  privateKey: string | undefined
  /** The product's keys that are here: one of them made the checksum. */
  find(keyId: string): Key | undefined
}

/**
 * Writes what is in a backup, decrypted and without its checksum, to a file that is not there yet. Answers why nobody can be
 * sure of it, as the end of a sentence about it; undefined where it is as it was made. Throws Refusal.
 */
export async function unpack({ from, privateKey, find }: Packed, file: string): Promise<string | undefined> {
  if (!fs.statSync(from, { throwIfNoEntry: false })?.isFile()) throw new Refusal(`There is no file ${from}.`)
  await writeNewFile(file, decrypted(from, privateKey))
  putOnDisk(dirname(file))
  const verdict = await takeChecksumOff(file, find)
  return doubtOf(verdict === 'none' ? await verdictBeside(from, file, find) : verdict)
}

/** Earlier versions made none for PostgreSQL's dumps but in a file beside. */
async function verdictBeside(from: string, file: string, find: Packed['find']): Promise<Verdict> {
  const sum = `${from}.sum`
  if (!fs.existsSync(sum)) return 'none'
  return verdictOn(file, fs.readFileSync(sum, 'utf8').trimEnd(), find)
}

function doubtOf(verdict: Verdict): string | undefined {
  if (verdict === 'fits') return undefined
  if (verdict === 'altered') return 'was altered or damaged after it was made: its checksum does not fit.'
  return verdict === 'none'
    ? 'carries no checksum: it is not a backup, was cut short, or was made before backups had one.'
    : `cannot be verified: its checksum was made with the key ${verdict.needs}, which is not here.`
}

function decrypted(from: string, privateKey: string | undefined) {
  const formats = [
    { magic: ageMagic, decrypt: decryptAge },
    { magic: uiBackup1Magic, decrypt: decryptUiBackup1 },
  ]
  const format = formats.find(({ magic }) => beginsWith(from, magic))
  if (!format) return fs.createReadStream(from)
  if (privateKey === undefined) {
    throw new Refusal(`${from} is encrypted: name the private key that opens it, --key FILE`)
  }
  return format.decrypt(from, privateKey)
}

/** Whether a file is of PostgreSQL's own form, as `pg_dump --format=custom` makes it. */
export function isArchive(file: string): boolean {
  return beginsWith(file, Buffer.from('PGDMP'))
}

function beginsWith(path: string, magic: Buffer): boolean {
  const start = Buffer.alloc(magic.length)
  const file = fs.openSync(path, 'r')
  fs.readSync(file, start)
  fs.closeSync(file)
  return start.equals(magic)
}
