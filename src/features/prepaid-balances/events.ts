import { cents, count, event, named, type SubjectType, text } from '../../audit/event.ts'

/** Its label is the customer's number. */
const account: SubjectType<{ id: number; customer: string }> = {
  type: 'prepaid-account',
  of: ({ id, customer }) => ({ id, label: customer }),
}

const amount = cents('Amount')
const reason = text('Reason')

export const balanceEvents = {
  unknown: event(
    'prepaid-entry.unknown',
    'Prepaid payment or adjustment may have arrived',
    account,
    'It is not known whether an amount for {subject} arrived at the prepaid vendor: {changes}',
    { fields: { cents: amount, problem: text('What happened') } },
  ),
  arrived: event(
    'prepaid-entry.arrived',
    'Prepaid payment or adjustment taken as arrived',
    account,
    'Said that an amount for {subject} arrived at the prepaid vendor: {changes}',
    { fields: { cents: amount } },
  ),
  sentAgain: event(
    'prepaid-entry.sent-again',
    'Prepaid payment or adjustment sent again',
    account,
    'Had an amount for {subject} sent to the prepaid vendor again, which may have arrived: {changes}',
    { fields: { cents: amount, reason } },
  ),
  leftOut: event(
    'prepaid-entry.left-out',
    'Prepaid payment or adjustment left out',
    account,
    'Left out an amount for {subject}, so that the prepaid vendor is not told of it: {changes}',
    { fields: { cents: amount, reason } },
  ),
  tryAsked: event(
    'prepaid-entry.try-asked',
    'Prepaid payment or adjustment tried again',
    account,
    'Had an amount for {subject} sent to the prepaid vendor once more: {changes}',
    { fields: { cents: amount } },
  ),
  allTriedAgain: event(
    'prepaid-entries.try-asked',
    'Prepaid payments and adjustments tried again',
    named,
    'Had payments and adjustments sent to the prepaid vendor once more that had not arrived: {changes}',
    { fields: { entries: count('Payments and adjustments'), cents: amount } },
  ),
  sentInstead: event(
    'prepaid-entries.sent-instead',
    'Prepaid payments and adjustments sent instead',
    named,
    'Had payments and adjustments sent to the prepaid vendor that it had not asked for: {changes}',
    { fields: { entries: count('Payments and adjustments'), cents: amount } },
  ),
  differencesBegan: event(
    'prepaid-balances.differences-began',
    'Prepaid balances differ',
    named,
    'Balances of prepaid accounts differ from those of the vendor: {changes}',
    { fields: { accounts: count('Accounts') } },
  ),
  differencesEnded: event(
    'prepaid-balances.differences-ended',
    'Prepaid balances are in step again',
    named,
    'All balances of prepaid accounts are in step with those of the vendor again',
    { fields: { since: text('Since') } },
  ),
  askingEnded: event(
    'prepaid-entries.asking-ended',
    'Prepaid vendor does not ask',
    named,
    'For more than a day the prepaid vendor has not asked for payments and adjustments that wait: {changes}',
    { fields: { entries: count('Payments and adjustments') } },
  ),
  askingResumed: event(
    'prepaid-entries.asking-resumed',
    'Nothing waits too long for the prepaid vendor',
    named,
    'No payment or adjustment waits longer than a day any more for the prepaid vendor to ask: {changes}',
    { fields: { since: text('Since') } },
  ),
  exported: event(
    'prepaid-balances.exported',
    'Prepaid balances exported',
    named,
    'Downloaded the balances of prepaid accounts',
    {},
  ),
  entriesExported: event(
    'prepaid-entries.exported',
    'Prepaid payments and adjustments exported',
    account,
    'Downloaded what the prepaid vendor is told of {subject}',
    {},
  ),
}
