import { expect } from 'vitest'
import { findJob } from '../../src/jobs/jobs-store.ts'
import { test } from '../support/fixtures.ts'
import { environmentOf, run } from '../support/run.ts'
import { runHere } from '../support/run-here.ts'
import { addTestJob } from '../support/test-jobs.ts'

test('jobs are listed, done now and canceled from a terminal, each with its record', async ({ town }) => {
  const jobs = (...args: string[]) => runHere('src/cli/jobs.ts', args, environmentOf(town))
  const said = async (...args: string[]) => {
    const { code, output } = await jobs(...args)
    expect([args, code]).toEqual([args, 0])
    return output
  }
  expect(await said('list')).toBe('There is nothing to do.\n')

  const problem = { problem: 'The totals do not agree.', problem_since: town.clock.now.toISOString() }
  const held = await addTestJob(town, [])
  await town
    .db('jobs')
    .where({ id: held })
    .update({ state: 'held', due_at: null, ...problem })
  const unknown = await addTestJob(town, [])
  await town.db('jobs').where({ id: unknown }).update({ state: 'unknown', due_at: null })
  const done = await addTestJob(town, [])
  await town.db('jobs').where({ id: done }).update({ state: 'done', due_at: null })
  expect(await said('list')).toContain(`${held}\ttest\ttest\tHeld\t\tThe totals do not agree.`)
  expect(await said('list')).not.toContain(`${done}\t`)
  expect(await said('list', '--all')).toContain(`${done}\ttest\ttest\tDone`)

  expect(await said('run', `${held}`)).toMatch(/^Job \d+ \(test\) is due now: the server begins it/)
  expect(await said('run', `${unknown}`)).toContain('the server looks whether it was done')
  expect((await findJob(town.db, held))?.state).toBe('ready')
  expect((await findJob(town.db, unknown))?.state).toBe('unknown')
  expect(await said('cancel', `${unknown}`)).toContain('It may have been done before')
  expect((await findJob(town.db, unknown))?.state).toBe('canceled')

  expect(await jobs('run', `${done}`)).toMatchObject({
    code: 1,
    output: expect.stringContaining('done already'),
  })
  expect(await jobs('cancel', '999')).toMatchObject({
    code: 1,
    output: expect.stringContaining('no job 999'),
  })
  expect(await said('restored')).toContain('(jobs: 0)')
  const records = await town.db('history').where('kind', 'like', 'job.%').orderBy('id')
  expect(records.map(({ kind, subject_id: id }) => [kind, id])).toEqual([
    ['job.asked-for', `${held}`],
    ['job.asked-for', `${unknown}`],
    ['job.canceled', `${unknown}`],
  ])
  for (const record of records) expect(record.user_name).toMatch(/ \(terminal\)$/)
})

test('a command that was not understood says how it is used', async ({ town }) => {
  const env = environmentOf(town)
  for (const args of [[], ['run'], ['run', 'all'], ['list', '7'], ['cancel', '1', '--all']]) {
    const { code, output } = await runHere('src/cli/jobs.ts', args, env)
    expect([args, code]).toEqual([args, 64])
    expect(output).toContain('npm run jobs -- list')
  }
  // As a process ends.
  expect(await run('src/cli/jobs.ts', ['run'], env)).toMatchObject({ code: 64 })
  expect(await run('src/cli/jobs.ts', ['list'], env)).toMatchObject({ code: 0 })
})
