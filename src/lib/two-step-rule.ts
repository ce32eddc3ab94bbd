import type { Role } from './permissions.ts'

export const twoStepRules = ['optional', 'administrators', 'everyone'] as const

export type TwoStepRule = (typeof twoStepRules)[number]

export function twoStepIsRequired(rule: TwoStepRule, role: Role): boolean {
  return rule === 'everyone' || (rule === 'administrators' && role === 'administrator')
}
