import type { FastifyInstance } from 'fastify'
import { paths } from '../../http/paths.ts'
import { type Done, otherSideRoutes } from './other-side-routes.ts'

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

type Act = (typeof acts)[number]['value']

const fetchIt = 'Press Fetch now on Payments.'

async function carryOut(provider: SampleProvider, act: Act): Promise<Done<Act | 'no-bills'>> {
  if (act === 'server-key') {
    await provider.changeServerKey()
    return [act]
  }
  const make = { payments: 'makePayments', return: 'sendBack', 'wrong-total': 'sendWrongTotal' } as const
  const made = await provider[make[act]]()
  return made ? [act, made.count] : ['no-bills']
}

/** The other side of the bill provider, to play a whole round. */
export function sampleProviderRoutes(scope: FastifyInstance, provider: SampleProvider) {
  otherSideRoutes<Act, Act | 'no-bills'>(scope, {
    ...{ path: paths.sampleProvider, template: 'sample-town/provider', title: 'Sample provider', acts },
    facts: () => ({ account: provider.account() }),
    carryOut: (act) => carryOut(provider, act),
    messages: {
      payments: (count) => ({
        message: `A file with ${count} ${count === 1 ? 'payment' : 'payments'} is ready. ${fetchIt}`,
      }),
      return: () => ({ message: `A file with one returned payment is ready. ${fetchIt}` }),
      'wrong-total': () => ({ message: `A file with a wrong total is ready. ${fetchIt}` }),
      'server-key': () => ({
        message: 'The server has another key now. Fetch or send, and see what stops and what to do.',
      }),
      'no-bills': () => ({ note: 'There is nothing to do that with. Send bills first, or make payments.' }),
    },
  })
}
