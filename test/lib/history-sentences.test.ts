import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Change } from '../../src/audit/append.ts'
import { kinds } from '../../src/audit/audit-events.ts'
import { inWords } from '../../src/features/history/record-view.ts'

function sentence(kind: string, subject: string, changes: Change[] = [], who = 'Ada') {
  const row = { id: 1, at: '', user_id: 1, user_name: who, address: '192.0.2.1' }
  return inWords({ ...row, kind, subject, changes: JSON.stringify(changes) }).what
}

test.each<[string, string, Change[], string]>([
  ['session.code-asked', 'Ada', [], 'Typed the right password and was asked for a code.'],
  ['session.started', 'Ada', [{ field: 'recoveryCode', to: 'used' }], 'Signed in (Recovery code: used).'],
  ['session.one-ended', 'Ada', [], 'Ended one of their other sessions.'],
  ['user.added', '__proto__', [{ field: 'toString', to: 'x' }], 'Added the user __proto__ (To string: x).'],
  ['user.added', 'constructor', [], 'Added the user constructor.'],
  ['two-step.off', 'Ada', [], 'Turned two-step sign-in off.'],
  ['two-step.off', 'Bo', [], 'Turned two-step sign-in off for Bo.'],
  ['code.refused', 'set-up', [], 'Typed a set-up code that did not fit.'],
  ['password.refused', 'Ada', [], 'Typed their own password wrong when asked for it again.'],
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
  ['period.closed', '2026-10', [], 'Closed the period October 2026.'],
  ['period.reopened', '2026-10', [], 'Reopened the period October 2026.'],
  [
    'key.rotated',
    '1a2b3c4d',
    [{ field: 'resealed', to: '5' }],
    'Sealed all secrets with the new key 1a2b3c4d (Resealed: 5).',
  ],
])('%s of %s %j reads: %s', (kind, subject, changes, words) => {
  expect(sentence(kind, subject, changes)).toBe(words)
})

test('each kind that the product records has a label and a sentence of its own', () => {
  const root = join(import.meta.dirname, '../../src')
  const withAudit = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(join(root, name), 'utf8').matchAll(/\bkind: ([^\n]*)/g)])
    .flatMap(([, expression = '']) => [...expression.matchAll(/'([a-z-]+\.[a-z-]+)'/g)])
    .map(([, kind = '']) => kind)
  expect(withAudit).toEqual(expect.arrayContaining(['session.code-asked', 'batch.run', 'history.exported']))
  expect(withAudit.filter((kind) => !Object.hasOwn(kinds, kind))).toEqual([])
})
