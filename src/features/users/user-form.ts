import { FormReader, type FormResult } from '../../lib/form.ts'
import { type Role, roles } from '../../lib/permissions.ts'

type NewUserForm = { name: string; role: Role }

/** What a person typed that comes back after signing in again. */
export const keptFields = ['name', 'role']

export function readNewUserForm(body: unknown): FormResult<NewUserForm> {
  const form = new FormReader(body)
  return form.result({
    name: form.identifier('name', 'Name', { limit: 100, missing: 'Type the name to sign in with.' }),
    role: form.choice('role', 'Role', roles),
  })
}

export function readRoleForm(body: unknown): FormResult<{ role: Role }> {
  const form = new FormReader(body)
  return form.result({ role: form.choice('role', 'Role', roles) })
}

export function readAccessForm(body: unknown): FormResult<{ access: 'enabled' | 'disabled' }> {
  const form = new FormReader(body)
  const choices = [{ value: 'enabled' }, { value: 'disabled' }] as const
  return form.result({ access: form.choice('access', 'Access', choices) })
}
