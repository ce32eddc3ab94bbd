import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backupName, surplus, timeInName } from '../../src/backup/backup-name.ts'

const ours = '0a1b2c3d'
const others = 'ffffffff'
const made = backupName(new Date('2026-11-23T16:00:00Z'), ours, '.dump')
const moment = fc.date({
  min: new Date('2020-01-01'),
  max: new Date('2026-11-23T16:00:00Z'),
  noInvalidDate: true,
})
const ending = fc.constantFrom('.sqlite', '.dump', '.age')
const own = fc.tuple(moment, ending).map(([at, end]) => backupName(at, ours, end))
/** Everything else that may lie in a folder of backups. */
const foreign = fc.oneof(
  fc.tuple(moment, ending).map(([at, end]) => backupName(at, others, end)),
  fc.tuple(moment, ending).map(([at, end]) => backupName(at, undefined, end)),
  own.map((name) => `${name}.0123456789ab.part`),
  own.map((name) => `copy of ${name}`),
  own.map((name) => `${name}.sum`),
  // By a clock that was wrong.
  fc.constant(backupName(new Date('2099-01-01T00:00:00Z'), ours, '.sqlite')),
  fc.string(),
)

test('as many of this town’s backups are left as are to be kept, the newest; nothing else is ever removed', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(own, { maxLength: 30 }),
      fc.uniqueArray(foreign, { maxLength: 10 }),
      fc.integer({ min: 1, max: 20 }),
      (mine, rest, keep) => {
        const all = [...mine.filter((name) => name !== made), made]
        const removed = surplus([...rest, ...all], { made, keep })
        expect(removed.filter((name) => !all.includes(name) || name === made)).toEqual([])
        const left = all.filter((name) => !removed.includes(name))
        expect(left).toHaveLength(Math.min(all.length, keep))
        const newest = removed.toSorted().at(-1)
        if (newest) for (const name of left) if (name !== made) expect(name > newest).toBe(true)
      },
    ),
  )
})

test('where the one made now is not called so, or is nobody’s, nothing is removed', () => {
  const old = backupName(new Date('2020-01-01T00:00:00Z'), ours, '.dump')
  const nobodys = [1, 2].map((day) => backupName(new Date(Date.UTC(2020, 0, day)), undefined, '.dump'))
  expect(surplus([old, 'monday.dump'], { made: 'monday.dump', keep: 1 })).toEqual([])
  expect(surplus([old, ...nobodys], { made: nobodys[1] as string, keep: 1 })).toEqual([])
})

test('a name says when it was made', () => {
  expect(timeInName(made)).toBe('2026-11-23T16:00:00Z')
  expect(timeInName('monday.dump')).toBeUndefined()
})
