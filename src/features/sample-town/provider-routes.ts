import type { FastifyInstance } from 'fastify'
import type { Messages } from '../../http/flash.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { FormReader } from '../../lib/form.ts'

/** A file that was put where the town fetches its payments; undefined where there is nothing to make one of. */
type Made = Promise<{ count: number } | undefined>

/** What may be asked of the provider of a sample town, which is on the same machine. */
export type SampleProvider = {
  /** What it got and what of it is paid, and where it is. */
  account(): { address: string; bills: number; unpaid: number }
  makePayments(): Made
  sendBack(): Made
  sendWrongTotal(): Made
  changeServerKey(): Promise<void>
}

const acts = [
  { value: 'payments', label: 'Make today’s payments', about: 'More customers pay the bills you sent.' },
  { value: 'return', label: 'Send back a payment', about: 'The bank takes back the last payment it made.' },
  {
    value: 'wrong-total',
    label: 'Send a file with a wrong total',
    about: 'Its total is $10.00 more than its payments: it is held, and nothing of it is brought in.',
  },
  {
    value: 'server-key',
    label: 'Change the server’s key',
    about: 'As when a provider gets a new server: nothing is sent or fetched until somebody compares it.',
  },
] as const

const fetchIt = 'Press Fetch now on Payments.'

/** By the code of the flash; `count` is how many payments the file has. */
const messages: Record<string, (count: number) => Messages> = {
  payments: (count) => ({
    message: `A file with ${count} ${count === 1 ? 'payment' : 'payments'} is ready. ${fetchIt}`,
  }),
  return: () => ({ message: `A file with one returned payment is ready. ${fetchIt}` }),
  'wrong-total': () => ({ message: `A file with a wrong total is ready. ${fetchIt}` }),
  'server-key': () => ({
    message: 'The server has another key now. Fetch or send, and see what stops and what to do.',
  }),
  'no-bills': () => ({ note: 'There is nothing to do that with. Send bills first, or make payments.' }),
}

async function carryOut(provider: SampleProvider, act: (typeof acts)[number]['value']) {
  if (act === 'server-key') {
    await provider.changeServerKey()
    return { count: 0 }
  }
  if (act === 'return') return provider.sendBack()
  return act === 'payments' ? provider.makePayments() : provider.sendWrongTotal()
}

/** The other side of the bill provider, to play a whole round: everyone may, because nothing here is real. */
export function sampleProviderRoutes(scope: FastifyInstance, provider: SampleProvider) {
  const config = { permission: 'account.own' } as const
  scope.get(paths.sampleProvider, { config }, (request, reply) => {
    const [code = '', count] = reply.takeFlash()?.split('.') ?? []
    const data = { ...messages[code]?.(Number(count)), acts, account: provider.account() }
    return renderPage(request, reply, { template: 'sample-town/provider', title: 'Sample provider', data })
  })
  scope.post(paths.sampleProvider, { config }, async (request, reply) => {
    const form = new FormReader(request.body)
    const act = form.choice('act', 'What to do', acts)
    const made = await carryOut(provider, act)
    reply.flash(made ? `${act}.${made.count}` : 'no-bills')
    return reply.redirect(paths.sampleProvider, 303)
  })
}
