import { expect, test } from 'vitest'
import { may, permissions, roles, rolesInWords } from '../../src/lib/permissions.ts'

const acts = (sentence: string) => sentence.replace(/^\w+: may (also )?/, '').split('; ')

test('what a role may do is said once, at the first role that may', () => {
  expect(new Set(rolesInWords.flatMap(acts)).size).toBe(permissions.length)
  for (const [index, { value, label }] of roles.entries()) {
    expect(rolesInWords[index]).toMatch(new RegExp(`^${label}: may ${index > 0 ? 'also ' : ''}`))
    const soFar = rolesInWords.slice(0, index + 1).flatMap(acts)
    expect(soFar).toHaveLength(permissions.filter((one) => may(value, one)).length)
  }
})

test('an editor posts to the ledger and undoes batches, which changes more than settings', () => {
  expect(rolesInWords[1]).toContain('post to the general ledger, fetch and confirm files, and undo batches')
})
