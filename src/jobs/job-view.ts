import type { JobState } from './job.ts'

const labels: Record<JobState, string> = {
  ready: 'Ready',
  working: 'Working',
  waiting: 'Tried again by itself',
  unknown: 'Not known whether it was done',
  held: 'Held',
  'needs-person': 'Needs a person',
  done: 'Done',
  canceled: 'Canceled',
}

export function stateLabel(state: JobState) {
  return labels[state]
}
