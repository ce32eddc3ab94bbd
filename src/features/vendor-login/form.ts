import { FormReader, type FormResult } from '../../lib/form.ts'

/** How long the old password works beside a new one, in days. */
export const overlaps = [
  { value: '0', label: 'At once' },
  { value: '1', label: 'In 1 day' },
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
] as const

/** As long as a vendor needs to enter it, also over a holiday. */
export const usualOverlap = '7'

type Making = { overlapDays: number; seen: string }

/** Reads what is asked of a new password; the first one has no old one to end. */
export function readMakingForm(body: unknown): FormResult<Making> {
  const form = new FormReader(body)
  const seen = form.raw('seen', 'The page')
  const overlap = seen === '' ? usualOverlap : form.choice('overlap', 'The old one ends', overlaps)
  return form.result({ overlapDays: Number(overlap), seen })
}
