import { expect, test } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import { freshDatabase } from '../support/database.ts'
import { newFolder, removeFolder, startServer } from '../support/server.ts'
import { setUpOverWire } from '../support/wire.ts'

test.skipIf(process.env.TEST_ENGINE !== 'postgres')(
  'of three processes that are started at once on an empty database all live, five times, and each takes the code that another printed',
  async () => {
    for (let round = 0; round < 5; round++) {
      const fresh = await freshDatabase()
      const folder = await newFolder()
      const env = { DATABASE_URL: String(fresh.databaseUrl) }
      const servers = await Promise.all([1, 2, 3].map(() => startServer(folder, env)))
      const codes = servers.map(({ setUpUrl }) => new URL(String(setUpUrl)).search)
      expect(new Set(codes).size).toBe(1)
      const { url } = servers[1] as (typeof servers)[number]
      const ada = await setUpOverWire(url, `${url}${paths.setUp}${codes[0]}`, 'wet stone under the weir')
      expect((await ada.get(paths.generalLedger)).status).toBe(200)
      for (const server of servers) expect(await server.stop()).toBe(0)
      await fresh.drop()
      await removeFolder(folder)
    }
  },
)
