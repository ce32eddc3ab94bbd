import { expect, test } from 'vitest'
import type { Job } from '../../src/jobs/job.ts'
import { afterFailure, type Failure } from '../../src/jobs/next-move.ts'
import type { FaultCode } from '../../src/outbound/fault.ts'
import { testKind } from '../support/test-jobs.ts'

const job: Job = {
  ...{
    id: 1,
    kind: 'test',
    connection: 'test',
    key: 'k',
    state: 'ready',
    content: {},
    attempt: 1,
    dueAt: null,
  },
  ...{ problem: null, problemSince: null, createdAt: '', createdBy: null, begunAt: null, endedAt: null },
}
const start = new Date('2026-11-23T16:00:00.000Z')
const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000)
const fault = (code: FaultCode): Failure => ({
  fault: { stage: 'reached', code, sentence: code, forProvider: '' },
})
const [again, sends] = [testKind('test'), testKind('test-send')]

test.each(['ready', 'unknown'] as const)(
  'what was %s is tried after 1, 5, 15 and 60 minutes, then hourly for a day',
  (state) => {
    const waits: number[] = []
    let at = 0
    let now: Job = { ...job, state }
    for (;;) {
      const move = afterFailure(again, now, fault('unreachable'), later(at))
      const { dueAt } = move
      if (dueAt === null) {
        expect(move.state).toBe(state === 'unknown' ? 'unknown' : 'needs-person')
        break
      }
      expect(move.state).toBe(state === 'unknown' ? 'unknown' : 'waiting')
      waits.push((Date.parse(dueAt) - later(at).getTime()) / 60_000)
      // Each try itself takes a little.
      at += (waits.at(-1) as number) + 0.3
      now = { ...now, problemSince: move.problemSince }
    }
    expect(waits).toEqual([1, 5, 15, ...Array(waits.length - 3).fill(60)])
    expect(waits.reduce((sum, wait) => sum + wait)).toBeGreaterThan(23 * 60)
  },
)

test('what may have been done is never ready again by itself', () => {
  const failures: Failure[] = [
    ...(['unreachable', 'login-refused', 'answer-lost', 'folder-missing', 'failed'] as const).map(fault),
    { needsPerson: 'Set it up.' },
    { stack: '' },
    { notPrepared: {} },
    { notPrepared: { code: 'ECONNREFUSED' } },
    ...(['process', 'deadline', 'server', 'stop'] as const).map((lost) => ({ lost })),
  ]
  for (const kind of [again, sends]) {
    for (const failure of failures)
      expect(afterFailure(kind, { ...job, state: 'unknown' }, failure, start).state).toBe('unknown')
  }
  for (const lost of ['process', 'deadline', 'server', 'stop'] as const)
    expect(afterFailure(sends, job, { lost }, start).state).toBe('unknown')
  expect(afterFailure(sends, job, { stack: '' }, start).state).toBe('unknown')
})

test('what an ended server may have sent is looked at when its process has surely ended too', () => {
  const move = afterFailure(sends, job, { lost: 'server' }, start)
  expect(move).toMatchObject({ state: 'unknown', dueAt: later(1).toISOString() })
})

test('what ends the server each time does not do so in a circle', () => {
  const first = afterFailure(again, job, { lost: 'server' }, start)
  expect(first).toMatchObject({ state: 'ready', dueAt: start.toISOString() })
  const second = afterFailure(again, { ...job, problemSince: first.problemSince }, { lost: 'server' }, start)
  expect(second).toMatchObject({ state: 'waiting', dueAt: later(1).toISOString() })
})

test.each([
  ['waiting', ['name-unknown', 'unreachable', 'timed-out', 'dropped', 'shortened']],
  ['waiting', ['server-failed', 'certificate-expired']],
  ['ready', ['login-refused', 'password-expired', 'server-key-changed', 'server-key-new']],
  ['ready', ['certificate-unknown', 'certificate-other-name']],
  [
    'needs-person',
    ['redirected', 'refused', 'no-service', 'not-multispeak', 'not-tls', 'too-large', 'vendor-error'],
  ],
  ['needs-person', ['address-not-allowed', 'only-old-algorithms', 'no-file-session', 'folder-missing']],
  ['needs-person', ['not-permitted', 'name-exists', 'disk-full', 'failed']],
  ['unknown', ['answer-lost']],
] satisfies [string, FaultCode[]][])('a job is %s after %s', (state, codes) => {
  for (const code of codes) {
    const move = afterFailure(sends, job, fault(code), start)
    expect([code, move.state, move.problem]).toEqual([code, state, code])
    expect([code, move.dueAt === null]).toEqual([code, state === 'needs-person'])
  }
})
