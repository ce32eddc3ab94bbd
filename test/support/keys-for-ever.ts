// Replaces the key again and again, dropping the old one each second time, until it is killed.
import { connect } from '../../src/db/connect.ts'
import { dropKey, rotateKeyFile } from '../../src/keys/rotate.ts'
import { readKeyFile } from '../../src/lib/key-file.ts'

const { DATA_DIR = '', DATABASE_URL, KEY_FILE = '' } = process.env
const db = connect({ dataDir: DATA_DIR, databaseUrl: DATABASE_URL })
const actor = { id: null, name: 'test', address: 'terminal' }
const work = { db, actor, now: () => new Date() }
await db('secrets').first('owner')
console.log('ready')
for (;;) {
  await rotateKeyFile(work, KEY_FILE)
  const [newest, ...old] = readKeyFile(KEY_FILE).keys
  if (newest && old.length > 1) for (const { id } of old) await dropKey(work, KEY_FILE, id)
}
