import { event, formatMonth, type SubjectType } from '../../audit/event.ts'
import type { Period } from '../../lib/periods.ts'

const period: SubjectType<Period> = {
  type: 'period',
  of: (id) => ({ id, label: id }),
  format: formatMonth,
  oldLabel: (id) => id,
}

export const periodEvents = {
  closed: event('period.closed', 'Period closed', period, 'Closed the period {subject}'),
  reopened: event('period.reopened', 'Period reopened', period, 'Reopened the period {subject}'),
}
