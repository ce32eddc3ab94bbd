import { roles } from '../lib/permissions.ts'
import { failureMinutes, lockMinutes } from '../login-throttling/lockout-limits.ts'
import type { Field } from '../settings/section.ts'
import { sections } from '../settings-sections.ts'

/** The settings that are saved version by version. */
export const settingsTables = sections

/** Things that records are about without being settings saved version by version. */
export const otherSubjects: Record<string, string> = {
  'chart-of-accounts': 'Chart of accounts',
  'set-up': 'Set-up',
}

/** Fields of records about other things. */
export const otherFields: Record<string, Field> = {
  role: { label: 'Role', choices: roles },
  locked: { label: 'Account', choices: [{ value: 'true', label: `locked for ${lockMinutes} minutes` }] },
  addressShut: {
    label: 'Address',
    choices: [{ value: 'true', label: `answered no more for ${failureMinutes} minutes` }],
  },
}

const saves = new Set(['interface.put-back', ...settingsTables.map(({ kind }) => kind)])

/** Whether records of a kind are saves of one of the settings tables: each raised its version by one. */
export function isSave(kind: string) {
  return saves.has(kind)
}
