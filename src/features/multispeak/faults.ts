import type { FastifyError } from 'fastify'
import { troubleOf } from '../../db/trouble.ts'
import { HttpProblem } from '../../http/errors.ts'
import { TooBusy } from '../../lib/password-hash.ts'
import { CallFault } from './call-fault.ts'

const byStatus: Record<number, [outcome: string, text: string] | undefined> = {
  413: ['too-large', 'The message is too large: 1 MB is the most.'],
  415: [
    'other-type',
    'Send text/xml for SOAP 1.1 or application/soap+xml for SOAP 1.2, in UTF-8 and not compressed.',
  ],
}

/** Any error as what the vendor is told. */
export function asFault(error: FastifyError | HttpProblem | CallFault): CallFault {
  if (error instanceof CallFault) return error
  if (error instanceof TooBusy) {
    const text = 'Too many logins are being looked at just now. Try again in a few seconds.'
    return new CallFault('too-busy', text, { status: 429, retryAfter: 5 })
  }
  const status = error instanceof HttpProblem ? error.status : error.statusCode
  if (status !== undefined && status >= 400 && status < 500) {
    const [outcome, text] = byStatus[status] ?? ['bad-request', 'The request cannot be read.']
    return new CallFault(outcome, text, { status })
  }
  if (status === 503 || troubleOf(error))
    return new CallFault('failed', 'This cannot be answered just now. Try again in a minute.', {
      status: 503,
      retryAfter: 60,
    })
  return new CallFault('failed', 'Something went wrong here. The same question can be asked again.', {
    status: 500,
  })
}
