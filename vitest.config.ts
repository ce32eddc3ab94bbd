import { constants, getPriority, setPriority } from 'node:os'
import { defineConfig } from 'vitest/config'
import ClosingLine from './test/support/closing-line.ts'
import LongestFirst from './test/support/longest-first.ts'

// As low as the working processes that the product starts: beside tests of more priority they would get next to nothing
// of a busy machine, and the tests that wait for them would wait for all the others.
const { PRIORITY_LOW } = constants.priority
if (getPriority() < PRIORITY_LOW) setPriority(PRIORITY_LOW)

const onADatabase = [
  'test/{audit,backup,db,exchange-files,features,http,jobs,keys,login-throttling,settings}/**/*.test.ts',
]

/** What asks the database only in ways that others are tested for on both engines runs on SQLite alone. */
const onSqliteAlone = [
  'test/features/{help,interfaces,my-account,posting-periods,sample-town,sign-in,vendor-login}/**/*.test.ts',
  'test/features/{file-layouts/layout-for,home/{backup,month-totals},provider-payments/ready-made}.test.ts',
  'test/features/users/{one-time-password,role-matrix,user-command,users}.test.ts',
  'test/features/multispeak/{any-message,calls,hostile,login,zeep}.test.ts',
  'test/features/{bills/send,prepaid-reconciliations/{random-registers,send},provider-payments/{any-order,fetch,month,plans}}.test.ts',
  'test/features/{prepaid-accounts/{enroll,told-password,vendor-change},prepaid-balances/{any-windows,month,push}}.test.ts',
  'test/features/gl-accounts/{cases,chart-file,charts,formats,matching,posting,segment}.test.ts',
  'test/features/{history/restore,transactions/{any-order,cases,import,matching,preview}}.test.ts',
  'test/{backup/chart-formats,keys/lost,jobs/{command,faults,states,terminal}}.test.ts',
  'test/features/update-general-ledger/{blocks,effect,files,period,run}.test.ts',
  'test/http/{boundaries,compress,edge,limits,proxies,said,session-limits,session-typing,upload}.test.ts',
  'test/login-throttling/{address,crowd,sign-in-reveals-nothing,wrong-clock}.test.ts',
]

/** What asks both: each file of a town's own, beside a server. */
const onBoth = ['test/move/**/*.test.ts']

/** Tests that hit a random moment or measure, which `npm run soak` does many times: test/support/soak.ts. */
const moreOften = [
  'test/{backup/backup,http/hostile-requests,keys/rotate,login-throttling/sign-in-reveals-nothing}.test.ts',
  'test/features/update-general-ledger/meanwhile.test.ts',
  'test/e2e/process.test.ts',
  'test/lib/password-rules.test.ts',
]

/** What needs chance, load or an hour: `npm run soak`, before a release. `npm test` leaves it out by these names. */
const soak = (['sqlite', 'postgres'] as const).map((engine) => ({
  extends: true as const,
  test: {
    name: `soak-${engine}`,
    include: ['test/soak/**/*.test.ts', ...moreOften],
    // One asks no database, the other both.
    exclude: engine === 'postgres' ? ['test/soak/outbound/**'] : ['test/soak/move/**'],
    env: { TEST_ENGINE: engine, SOAK: 'yes' },
    globalSetup: engine === 'postgres' ? './test/support/postgres.ts' : './test/support/migrated-file.ts',
    maxWorkers: 1,
    testTimeout: 1_800_000,
    hookTimeout: 300_000,
  },
}))

export default defineConfig({
  test: {
    reporters: ['default', new ClosingLine()],
    // Pages that were looked at are cleared away a fourth as often, which was a tenth of what tests took.
    execArgv: ['--max-semi-space-size=64'],
    // Native modules (sqlite3) end cleanly with a process, not with a thread.
    pool: 'forks',
    setupFiles: ['./test/support/compile-cache.ts'],
    // One more than the processors of a small machine, for when one waits; with five all take a tenth longer.
    maxWorkers: 3,
    // Each case stands alone, so they run in an order of no meaning; `--sequence.seed` tries another.
    sequence: { shuffle: { tests: true }, seed: 8, sequencer: LongestFirst },
    // Passwords are hashed and processes started by the dozen, and a shared machine can stall.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'lib',
          // Files share processes, here and on the databases: to load what they need anew takes most of a second each.
          isolate: false,
          include: ['test/lib/**/*.test.ts', 'test/architecture/**/*.test.ts'],
        },
      },
      {
        extends: true,
        // Servers of the other side, and no database.
        test: { name: 'outbound', include: ['test/outbound/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'sqlite',
          isolate: false,
          setupFiles: './test/support/remembered-hashes.ts',
          include: onADatabase,
          env: { TEST_ENGINE: 'sqlite' },
          globalSetup: './test/support/migrated-file.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          isolate: false,
          setupFiles: './test/support/remembered-hashes.ts',
          include: [...onADatabase, ...onBoth],
          exclude: onSqliteAlone,
          env: { TEST_ENGINE: 'postgres' },
          globalSetup: './test/support/postgres.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          env: { TEST_ENGINE: 'sqlite' },
          globalSetup: './test/support/migrated-file.ts',
          // A journey is one case, and the walk over every page takes minutes.
          testTimeout: 600_000,
          // As long as the pages are waited for; what is there already is seen at once.
          expect: { poll: { timeout: 60_000 } },
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'install',
          include: ['test/install/**/*.test.ts'],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          // Beside the browsers: it mostly waits for packages.
          sequence: { groupOrder: 1 },
        },
      },
      ...soak,
    ],
  },
})
