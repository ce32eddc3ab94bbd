import { expect, test } from 'vitest'
import { may, permissions, roles, rolesInWords } from '../../src/lib/permissions.ts'

test('what a role may do is said once, at the first role that may', () => {
  const own = rolesInWords.map(({ acts }) => acts.filter((act) => !act.startsWith('Everything under ')))
  expect(new Set(own.flat()).size).toBe(permissions.length)
  for (const [index, { value, label }] of roles.entries()) {
    expect(rolesInWords[index]?.label).toBe(label)
    const before = index > 0 ? [`Everything under ${roles[index - 1]?.label}`] : []
    expect(rolesInWords[index]?.acts).toEqual([...before, ...(own[index] ?? [])])
    const soFar = own.slice(0, index + 1).flat()
    expect(soFar).toHaveLength(permissions.filter((one) => may(value, one)).length)
  }
})

test('an editor posts to the ledger and undoes batches, which changes more than settings', () => {
  const undoes = 'Post to the general ledger, download and confirm files, and undo batches'
  expect(rolesInWords[1]?.acts).toContain(undoes)
})
