import type { FastifyInstance } from 'fastify'
import { paths } from '../../http/paths.ts'
import { formatCents } from '../../lib/money.ts'
import { type Done, otherSideRoutes } from './other-side-routes.ts'

/** What may be asked of the prepaid vendor of a sample town, which is on the same machine. Amounts and moments are words. */
export type SampleVendor = {
  facts(): {
    address: string
    balances: number
    sum: string
    /** What was used before this day is taken off. */
    readUntil: string
    /** How the next call that changes something is answered. */
    next: 'well' | 'late' | 'error'
    forgotten: string | undefined
    asked: { at: string; refused: string; told: VendorTold[]; more: number } | undefined
  }
  passDay(): { count: number; cents: number }
  ask(): Promise<{ isRefused: boolean; count: number; cents: number }>
  answerNext(how: 'late' | 'error'): void
  /** False where it has no balances. */
  forget(): boolean
}

type VendorTold = { account: string; what: string; amount: string; number: string }

const acts = [
  { value: 'day', label: 'A day passes', about: 'Each balance falls by what is used on a day.' },
  {
    value: 'ask',
    label: 'Ask for payments now',
    about: 'The vendor asks for what was recorded since it asked last, and changes its balances by it.',
  },
  {
    value: 'late',
    label: 'Answer the next call late',
    about: 'It is done, and the line ends before the answer comes: nobody here knows whether it was done.',
  },
  {
    value: 'error',
    label: 'Answer the next call with an error',
    about: 'It is not done, and the vendor says why.',
  },
  {
    value: 'forget',
    label: 'Forget an account',
    about: 'As when somebody at the vendor removes the wrong one: ask how it is, and see what is said.',
  },
] as const

type Act = (typeof acts)[number]['value']
type Code = Act | 'nothing-new' | 'refused' | 'no-balances'

const calls = 'The next enrollment, payment or exchanged meter that we tell it'

async function carryOut(vendor: SampleVendor, act: Act): Promise<Done<Code>> {
  switch (act) {
    case 'day': {
      const { count, cents } = vendor.passDay()
      return count > 0 ? [act, count, cents] : ['no-balances']
    }
    case 'ask': {
      const { isRefused, count, cents } = await vendor.ask()
      if (isRefused) return ['refused']
      return count > 0 ? [act, count, cents] : ['nothing-new']
    }
    case 'forget':
      return vendor.forget() ? [act] : ['no-balances']
    default:
      vendor.answerNext(act)
      return [act]
  }
}

/** The other side of prepaid metering, to play a whole round. */
export function sampleVendorRoutes(scope: FastifyInstance, vendor: SampleVendor) {
  otherSideRoutes<Act, Code>(scope, {
    ...{ path: paths.sampleVendor, template: 'sample-town/vendor', title: 'Sample vendor', acts },
    facts: vendor.facts,
    carryOut: (act) => carryOut(vendor, act),
    messages: {
      day: (count, cents = 0) => ({
        message: `A day has passed: ${formatCents(cents)} was used of ${count} balances.`,
      }),
      ask: (count, cents = 0) => ({
        message: `New payments and adjustments that it got: ${count}, ${formatCents(cents)} in all.`,
      }),
      late: () => ({ message: `${calls} is answered late.` }),
      error: () => ({ message: `${calls} is answered with an error.` }),
      forget: () => ({ message: 'It has forgotten an account. Press Ask now on Prepaid accounts.' }),
      'nothing-new': () => ({
        note: 'There is nothing new. What was recorded in the last five seconds comes with the next question.',
      }),
      refused: () => ({ warning: 'Its question was refused: see below.' }),
      'no-balances': () => ({ note: 'It keeps no balances. Enroll prepaid accounts first.' }),
    },
  })
}
