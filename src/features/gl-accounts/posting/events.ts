import { account, event, named, type SubjectType, text } from '../../../audit/event.ts'
import { accountKinds, serviceFields } from './settings.ts'

/** Its label is the code, which may be given to another service later. */
const service: SubjectType<{ id: number; code: string }> = {
  type: 'service',
  of: ({ id, code }) => ({ id, label: code }),
}

const changed = {
  code: text(serviceFields.code.label),
  name: text(serviceFields.name.label),
  receivable: account(serviceFields.receivable.label, accountKinds.receivable),
  revenue: account(serviceFields.revenue.label, accountKinds.revenue),
}

export const serviceEvents = {
  added: event('service.added', 'Service added', service, 'Added the service {subject}', { changed }),
  saved: event('service.saved', 'Service saved', service, 'Saved the service {subject}', { changed }),
  exported: event(
    'services.exported',
    'Posting accounts exported',
    named,
    'Downloaded the posting accounts',
    {},
  ),
}
