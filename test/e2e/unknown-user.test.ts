import { once } from 'node:events'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { newKeyLine } from '../../src/lib/key-ring.ts'
import { asUser, inside, unknownUser, whyNotAsUser } from '../support/as-user.ts'
import { passphrase } from '../support/browser.ts'
import { asStarted, newFolder, removeFolder, untilItListens } from '../support/server.ts'
import { hidden, setUpOverWire, type WireClient } from '../support/wire.ts'

const why = whyNotAsUser()
if (why) console.warn(`Not tried as a user without a name: ${why}`)

const program = (file: string) => join(inside.product, file)

async function run(folder: string, args: string[], env: Record<string, string> = {}) {
  const child = asUser(folder, args, env)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  child.stdin.end(passphrase)
  const [code] = await once(child, 'close')
  return { code, said }
}

/** Imports the sample that the product offers, and answers where its import is. */
async function importSample(client: WireClient, url: string): Promise<string> {
  const page = await client.get(paths.transactionImports)
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers = { cookie, origin: url }
  const sample = await fetch(`${url}${paths.sampleTransactions}`, { headers })
  const body = new FormData()
  body.append('_csrf', hidden(page.html, '_csrf'))
  body.append('file', await sample.blob(), 'transactions.csv')
  const answer = await fetch(`${url}${paths.transactionImports}`, {
    ...{ method: 'POST', body, headers, redirect: 'manual' },
  })
  return answer.headers.get('location') ?? ''
}

test.skipIf(why)(
  'a user without a name, a home or a folder for temporary files does all that there is to do, on a disk that cannot be written but for its folder',
  async () => {
    const folder = await newFolder()
    const server = await untilItListens(asUser(folder, [...asStarted, program('src/start.js')]), folder)
    const client = await setUpOverWire(server.url, server.setUpUrl as string, passphrase)
    const path = await importSample(client, server.url)
    const read = async () => (await client.get(path)).html
    await expect.poll(read, { timeout: 120_000 }).toMatch(/fingerprint/)

    const key = program('src/cli/key.ts')
    expect(await run(folder, [key, 'rotate'])).toMatchObject({ code: 0 })
    const history = await client.get(paths.history)
    expect(history.html).toContain(`user ${unknownUser} (terminal)`)
    const added = ['add', 'Ed', '--role', 'editor']
    expect(await run(folder, [program('src/cli/user.ts'), ...added])).toMatchObject({ code: 0 })
    const backup = join(inside.folder, 'backup.sqlite')
    expect(await run(folder, [program('src/cli/backup.ts'), backup])).toMatchObject({ code: 0 })
    const restored = { DATA_DIR: join(inside.folder, 'restored') }
    expect(await run(folder, [program('src/cli/restore.ts'), backup], restored)).toMatchObject({ code: 0 })
    expect(await run(folder, [program('src/cli/history.ts'), 'verify'])).toMatchObject({ code: 0 })

    // What SQLite sorts does not fit its memory, and is put aside beside the database.
    const sort = `import { connect } from '${program('src/db/connect.ts')}'
      const db = connect({ dataDir: '${inside.folder}/data' })
      const numbers = 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)'
      await db.raw(numbers + ' select count(*) from (select hex(randomblob(40)) t from n order by t)')
      await db.destroy()`
    expect(await run(folder, ['--input-type=module', '--eval', sort])).toEqual({ code: 0, said: '' })

    // Where the key was handed in, it is replaced by whoever handed it in.
    const keyFile = join(folder, 'keys/secret.key')
    await chmod(join(folder, 'keys'), 0o500)
    const asked = await run(folder, [key, 'rotate'])
    expect(asked).toMatchObject({ code: 1, said: expect.stringContaining('Put the new key on a line') })
    expect(asked.said).toContain(
      '/mnt/keys/secret.key lies where this command cannot write. Nothing was changed.',
    )
    await writeFile(keyFile, `${newKeyLine()}\n${await readFile(keyFile, 'utf8')}`)
    expect(await run(folder, [key, 'rotate'])).toMatchObject({
      ...{
        code: 0,
        said: expect.stringMatching(/values are sealed with the key .*take its line out there/s),
      },
    })

    expect(await server.stop()).toBe(0)
    const others = server
      .output()
      .split('\n')
      .filter((line) => !/set-up|nobody can sign in/i.test(line))
    // The folder of the key, where the checkpoint lies too, was closed meanwhile; nothing else is said.
    expect(others).toEqual([expect.stringContaining('the checkpoint of history could not be written'), ''])
    const again = await untilItListens(asUser(folder, [...asStarted, program('src/start.js')]), folder)
    expect(await again.stop('SIGHUP')).toBe(0)
    expect(again.output()).toMatch(
      /^\/mnt\/keys cannot be written.*: name a folder for it in HISTORY_FOLDER/m,
    )
    await removeFolder(folder)
  },
)
