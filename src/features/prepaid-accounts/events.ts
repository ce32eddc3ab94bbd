import { cents, count, day, event, named, type SubjectType, text } from '../../audit/event.ts'
import type { PrepaidAccount } from './account.ts'

type About = Pick<PrepaidAccount, 'id' | 'customer' | 'service'>

const prepaidAccount: SubjectType<About> = {
  type: 'prepaid-account',
  of: ({ id, customer, service }) => ({ id, label: `prepaid account ${customer}, ${service}` }),
}

/** Once for each of them, so that all of one account is found together. */
export const prepaidAccountEvents = {
  broughtIn: event('prepaid.brought-in', 'Prepaid accounts brought in', named, 'Brought in {subject}', {
    fields: { file: text('File'), added: count('New'), changed: count('Changed'), refused: count('Refused') },
    optional: { profile: text('Import profile') },
  }),
  enrollAsked: event(
    'prepaid.enroll-asked',
    'Prepaid account to be enrolled',
    prepaidAccount,
    'Asked the vendor to enroll the {subject}',
    { fields: { opening: cents('Balance at enrollment') } },
  ),
  enrolled: event('prepaid.enrolled', 'Prepaid account enrolled', prepaidAccount, 'Enrolled the {subject}', {
    optional: { opening: cents('Balance at enrollment') },
  }),
  unenrollAsked: event(
    'prepaid.unenroll-asked',
    'Prepaid account to be unenrolled',
    prepaidAccount,
    'Asked the vendor to unenroll the {subject}',
  ),
  unenrolled: event(
    'prepaid.unenrolled',
    'Prepaid account unenrolled',
    prepaidAccount,
    'Unenrolled the {subject}',
  ),
  meterAsked: event(
    'prepaid.meter-asked',
    'Exchanged meter to be told',
    prepaidAccount,
    'Asked to tell the vendor of an exchanged meter of the {subject}',
    {
      fields: {
        outMeter: text('Old meter'),
        outReading: text('Its last reading'),
        inMeter: text('New meter'),
        inReading: text('Its first reading'),
        date: day('Exchanged'),
      },
    },
  ),
  meterExchanged: event(
    'prepaid.meter-exchanged',
    'Meter exchanged',
    prepaidAccount,
    'The {subject} has another meter',
    { changed: { meter: text('Meter') } },
  ),
  refused: event(
    'prepaid.refused',
    'Refused by the prepaid vendor',
    prepaidAccount,
    'The vendor did not do what was asked for the {subject}',
    { fields: { asked: text('Asked'), problem: text('What it said') } },
  ),
  unknown: event(
    'prepaid.unknown',
    'May have been done by the prepaid vendor',
    prepaidAccount,
    'Could not tell whether the vendor did what was asked for the {subject}',
    { fields: { asked: text('Asked'), problem: text('What happened') } },
  ),
  canceled: event(
    'prepaid.canceled',
    'Prepaid call canceled',
    prepaidAccount,
    'Canceled what was asked for the {subject}',
    { fields: { asked: text('Asked') } },
  ),
  goOnAsked: event(
    'prepaid.go-on-asked',
    'Prepaid call to go on now',
    prepaidAccount,
    'Asked to go on now with the {subject}',
    { fields: { asked: text('Asked') } },
  ),
  decided: event(
    'prepaid.decided',
    'Prepaid call decided',
    prepaidAccount,
    'Decided what became of what was asked for the {subject}',
    { fields: { asked: text('Asked'), decision: text('Decision') } },
  ),
  movedToVendor: event(
    'prepaid.moved-to-vendor',
    'Prepaid accounts kept by the vendor at another address',
    named,
    'Said that the vendor at another address keeps the balances of {subject}: {changes}',
    { fields: { accounts: count('Accounts'), vendor: text('Vendor') } },
  ),
  madeNew: event(
    'prepaid.made-new',
    'Prepaid accounts made new for another vendor',
    named,
    'Made {subject} new, because another vendor is to keep their balances: {changes}',
    { fields: { accounts: count('Accounts'), vendor: text('Vendor') } },
  ),
  statusAsked: event(
    'prepaid.status-asked',
    'Prepaid accounts asked for',
    named,
    'Asked the vendor how {subject} are',
    { fields: { accounts: count('Accounts') } },
  ),
  exported: event('prepaid.exported', 'Prepaid accounts exported', named, 'Downloaded the list of {subject}'),
}
