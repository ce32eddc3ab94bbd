import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Change } from '../../src/audit/event.ts'
import { auditEvents } from '../../src/audit-events.ts'
import { recordFormat } from '../../src/features/history/record-view.ts'
import { periodEvents } from '../../src/features/posting-periods/events.ts'
import { batchEvents } from '../../src/features/update-general-ledger/events.ts'
import { userEvents } from '../../src/features/users/events.ts'
import { accountTypes } from '../../src/lib/account-number.ts'
import type { ChartFormat } from '../../src/lib/chart-format.ts'
import { sections } from '../../src/settings-sections.ts'

/** A chart whose numbers are written 01.10. */
const part = { name: 'Part', shortest: 2, longest: 2, alphabet: 'digits' } as const
const formats: ChartFormat[] = [
  {
    id: 1,
    name: 'Standard',
    types: accountTypes.map(({ value }) => value),
    segments: [
      { ...part, separator: '.' },
      { ...part, separator: '' },
    ],
    fund: 0,
    account: 1,
  },
]

const { formatRecord } = recordFormat(auditEvents, sections)

function sentence(kind: string, subject: string, changes: Change[] = [], who = 'Ada') {
  const row = { id: 1, at: '', user_id: 1, user_name: who, address: '192.0.2.1' }
  return formatRecord({ ...row, kind, subject, changes: JSON.stringify(changes) }, formats).what
}

test.each<[string, string, Change[], string]>([
  ['session.code-asked', 'Ada', [], 'Typed the correct password and was asked for a code.'],
  ['session.started', 'Ada', [{ field: 'recoveryCode', to: 'used' }], 'Signed in (Recovery code: used).'],
  ['session.one-ended', 'Ada', [], 'Ended one of their other sessions.'],
  ['user.added', '__proto__', [{ field: 'toString', to: 'x' }], 'Added the user __proto__ (To string: x).'],
  ['user.added', 'constructor', [], 'Added the user constructor.'],
  ['two-step.off', 'Ada', [], 'Turned two-step sign-in off.'],
  ['two-step.off', 'Bo', [], 'Turned two-step sign-in off for Bo.'],
  ['code.refused', 'set-up', [], 'Typed a wrong set-up code.'],
  ['password.refused', 'Ada', [], 'Typed a wrong password when asked for it again.'],
  ['address.unlocked', '192.0.2.7', [], 'Unlocked the network address 192.0.2.7.'],
  [
    'access.refused',
    '/users',
    [{ field: 'method', to: 'GET' }],
    'Tried to open /users, which their role does not allow.',
  ],
  [
    'access.refused',
    '/users',
    [{ field: 'method', to: 'POST' }],
    'Tried to change something at /users, which their role does not allow.',
  ],
  [
    'batch.confirmed',
    'batch 12',
    [{ field: 'reference', to: 'GL-7' }],
    'Confirmed batch 12 as posted (Reference: GL-7).',
  ],
  ['account.saved', '0110', [{ field: 'title', to: 'Cash' }], 'Saved the account 01.10 (Title: Cash).'],
  [
    'service.saved',
    'WATER',
    [{ field: 'receivable', from: '01-10', to: '02.20' }],
    'Saved the service WATER (Receivable from 01.10 to 02.20).',
  ],
  [
    'posting-accounts.saved',
    'posting-accounts',
    [{ field: 'cashClearing', from: '', to: 'not of the chart' }],
    'Saved the posting accounts: Cash Clearing set to not of the chart.',
  ],
  ['history.exported', '', [{ field: 'from', to: '2026-10-01' }], 'Downloaded History (From: Oct 1, 2026).'],
  ['period.closed', '2026-10', [], 'Closed the period October 2026.'],
  ['period.reopened', '2026-10', [], 'Reopened the period October 2026.'],
  [
    'key.rotated',
    '1a2b3c4d',
    [{ field: 'resealed', to: '5' }],
    'Encrypted all secrets with the new key 1a2b3c4d (Secrets: 5).',
  ],
])('%s of %s %j reads: %s', (kind, subject, changes, words) => {
  expect(sentence(kind, subject, changes)).toBe(words)
})

test('every declared kind is in the list that History reads by, once', () => {
  const root = join(import.meta.dirname, '../../src')
  const declared = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [
      ...readFileSync(join(root, name), 'utf8').matchAll(/\b(?:event|savedEvent)\(\s*'([^']+)'/g),
    ])
    .map(([, kind]) => kind)
  expect(declared.length).toBeGreaterThan(40)
  expect(auditEvents.map(({ kind }) => kind).sort()).toEqual(declared.sort())
})

test('values are stored raw and read in words, also those that old records hold in words', () => {
  const run = batchEvents.run(12, { period: '2026-10', journal: 'UM', transactions: 3, debits: 123_456 })
  expect(run.changes).toContainEqual({ field: 'debits', to: 123_456 })
  const old = [
    { field: 'period', to: '2026-10' },
    { field: 'debits', to: '1,234.56' },
  ]
  const words = 'Updated the general ledger: batch 12 (Period: October 2026; '
  expect(sentence('batch.run', run.subject.label, run.changes)).toBe(
    `${words}Journal: UM; Transactions: 3; Debits: 1,234.56).`,
  )
  expect(sentence('batch.run', 'batch 12', old)).toBe(`${words}Debits: 1,234.56).`)
})

test('missing and wrong fields do not compile', () => {
  // @ts-expect-error the file is missing
  batchEvents.downloaded(12, {})
  // @ts-expect-error the number is a number
  batchEvents.downloaded('12', { file: 'a.csv' })
  // @ts-expect-error there is no such role
  userEvents.added({ id: 1, name: 'Bo' }, { role: 'owner' })
  // @ts-expect-error there is no such field
  periodEvents.closed('2026-10', { reason: 'late' })
})
