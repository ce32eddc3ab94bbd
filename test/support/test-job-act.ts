import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import type { JobAct } from '../../src/jobs/job.ts'
import { type FaultCode, OutboundFault } from '../../src/outbound/fault.ts'
import type { TestWork } from './test-jobs.ts'

const faultOf = (code: string) =>
  new OutboundFault({
    ...{ stage: 'reached', code: code as FaultCode },
    ...{ sentence: `The test says ${code}.`, forProvider: 'Tell them.' },
  })

/** Leaves a row on the other side, and does what the test asks for. */
const act: JobAct<TestWork, string> = async ({ db, now, signal }, { does, name }) => {
  const leave = () =>
    db('exchange_files').insert({
      ...{ connection: 'test', direction: 'out' as const, name, size: process.pid, sha256: name },
      ...{ kept_at: now().toISOString(), profile_id: null, profile_version: null, kept_by: null },
    })
  if (does === 'look') return (await db('exchange_files').where({ name }).first()) ? 'seen' : 'not there'
  if (does === 'throw') throw new Error('a fault of our own, with a secret in its message')
  if (does === 'away') throw Object.assign(new Error('the database is away'), { code: 'ECONNREFUSED' })
  if (does === 'die before') process.kill(process.pid, 'SIGKILL')
  if (does.startsWith('fault ')) throw faultOf(does.slice(6))
  if (does === 'hang politely') {
    await pause(60_000, undefined, { signal }).catch(() => undefined)
    throw faultOf('timed-out')
  }
  if (does === 'hang') await pause(60_000)
  if (does === 'short') await pause(50)
  await leave()
  if (does === 'die after') process.kill(process.pid, 'SIGKILL')
  if (does === 'hang after') await pause(60_000)
  return does
}

export const testActs = { test: act, 'test-send': act }
