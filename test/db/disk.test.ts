import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { freeBytesToWrite } from '../../src/db/disk.ts'
import { LogOutput } from '../../src/lib/log-output.ts'
import { mountSmallDisk } from '../support/small-disk.ts'

test.skipIf(process.env.TEST_ENGINE === 'postgres')(
  'a disk that is full where SQLite makes a file longer is full, which SQLite calls an error of input or output',
  async ({ skip }) => {
    const disk = mountSmallDisk(32)
    if (!disk) return skip('this user may not mount a disk')
    const db = connect({ dataDir: disk.path, databaseUrl: undefined })
    try {
      await db.raw('pragma wal_autocheckpoint = 0')
      await db.raw('create table texts (id integer primary key, value blob)')
      // So that the index of the log, which grows after 4,062 pages, is what finds no room.
      await db.raw('insert into texts (value) values (zeroblob(?))', [4_050 * 4_088])
      disk.leave(60_000)
      const code = async () => {
        for (;;) {
          try {
            await db.raw('insert into texts (value) values (zeroblob(4000))')
          } catch (error) {
            return (error as { code?: string }).code
          }
        }
      }
      expect(await code()).toBe('SQLITE_FULL')
    } finally {
      await db.destroy()
      disk.remove()
    }
  },
)

test.skipIf(process.env.TEST_ENGINE === 'postgres')(
  'a log on a full disk keeps nobody from working: lines wait, then are lost, and how many is said when there is room',
  async ({ skip }) => {
    const disk = mountSmallDisk(8)
    if (!disk) return skip('this user may not mount a disk')
    const file = join(disk.path, 'log')
    const fd = openSync(file, 'w')
    const lost: number[] = []
    const output = new LogOutput(fd, (lines) => void lost.push(lines))
    const wordsOf = () => readFileSync(file, 'utf8').split('\n').slice(0, -1)
    try {
      output.write('first\n')
      await expect.poll(wordsOf).toEqual(['first'])
      disk.leave(0)
      const line = `${'x'.repeat(9_999)}\n`
      for (let n = 0; n < 200; n++) output.write(line)
      writeFileSync(join(disk.path, 'ballast'), '')
      // The next line finds room, and what waited comes before it.
      await expect
        .poll(() => {
          output.write('next\n')
          return wordsOf().at(-1)
        })
        .toBe('next')
      expect(new Set(wordsOf())).toEqual(new Set(['first', line.trimEnd(), 'next']))
      expect(
        wordsOf().filter((word) => word === line.trimEnd()).length + (lost[0] ?? 0),
      ).toBeGreaterThanOrEqual(200)
      expect(lost[0]).toBeGreaterThan(50)
    } finally {
      closeSync(fd)
      disk.remove()
    }
  },
)

test.skipIf(process.env.TEST_ENGINE === 'postgres')(
  'no free space is told of a disk that a key is handed in on: nothing is written there, and it has no room at all',
  async ({ skip }) => {
    const disk = mountSmallDisk(1)
    if (!disk) return skip('this user may not mount a disk')
    try {
      expect(await freeBytesToWrite(disk.path)).toBeGreaterThan(0)
      disk.leave(0)
      expect(await freeBytesToWrite(disk.path)).toBe(0)
      execFileSync('mount', ['-o', 'remount,ro', disk.path])
      expect(await freeBytesToWrite(disk.path)).toBeUndefined()
    } finally {
      disk.remove()
    }
  },
)
