import {
  cents,
  choice,
  count,
  day,
  event,
  named,
  numbered,
  type SubjectType,
  text,
} from '../../audit/event.ts'
import { reasons } from './form.ts'

/** Its label is the name of the file. */
const receivedFile: SubjectType<{ id: number; fileName: string }> = {
  type: 'received-file',
  of: ({ id, fileName }) => ({ id, label: fileName }),
}

/** Its label is the provider's number. */
const payment: SubjectType<{ id: number; number: string }> = {
  type: 'provider-payment',
  of: ({ id, number }) => ({ id, label: number }),
}

const entry: SubjectType<{ id: number; reference: string }> = {
  type: 'transaction',
  of: ({ id, reference }) => ({ id, label: reference }),
}

export const providerPaymentEvents = {
  fileRead: event(
    'payments.file-read',
    'Payments file read',
    receivedFile,
    ({ to }) => {
      const also = [
        ['returned', to('returns')],
        ['canceled', to('cancels')],
        ['already known', to('known')],
        ['to be answered', to('asked')],
      ].flatMap(([what, number]) => (!number || number === '0' ? [] : `, ${number} ${what}`))
      return `Read {subject}: ${to('payments')} ${to('payments') === '1' ? 'payment' : 'payments'} of ${to('paymentCents')}${also.join('')}`
    },
    {
      fields: {
        payments: count('Payments'),
        paymentCents: cents('Amount'),
        returns: count('Returned'),
        returnCents: cents('Amount returned'),
        cancels: count('Canceled'),
        known: count('Already known'),
        asked: count('To be answered'),
      },
    },
  ),
  fileHeld: event('payments.file-held', 'Payments file held', receivedFile, 'Held {subject}: {changes}', {
    fields: { problem: text('Why') },
  }),
  filePassedOver: event(
    'payments.file-passed-over',
    'Payments file skipped',
    receivedFile,
    'Skipped the payments file {subject}: {changes}',
    { fields: { reason: text('Reason') } },
  ),
  fileReadAnyway: event(
    'payments.file-read-anyway',
    'Payments file read after all',
    receivedFile,
    'Had {subject} read after it was held',
  ),
  fileUploaded: event(
    'payments.file-uploaded',
    'Payments file uploaded',
    receivedFile,
    'Uploaded the payments file {subject}',
  ),
  fetchAsked: event('payments.fetch-asked', 'Fetch asked for', named, 'Asked for payments to be fetched now'),
  fileDownloaded: event(
    'payments.file-downloaded',
    'Payments file downloaded',
    receivedFile,
    'Downloaded the payments file {subject}',
  ),
  answered: event(
    'payments.answered',
    'Payment told apart',
    payment,
    'Said of the payment {subject}: {changes}',
    {
      fields: {
        answer: choice('It is', [
          { value: 'same', label: 'the same payment again' },
          { value: 'another', label: 'another payment' },
        ]),
      },
    },
  ),
  matched: event('payments.matched', 'Payment matched', payment, 'Matched the payment {subject}: {changes}', {
    fields: { reference: text('Reference') },
  }),
  unmatched: event(
    'payments.unmatched',
    'Payment match removed',
    payment,
    'Took the match of the payment {subject} apart: {changes}',
    { fields: { reason: text('Reason') } },
  ),
  explained: event(
    'payments.explained',
    'Unmatched payment explained',
    payment,
    'Gave a reason for the payment {subject}: {changes}',
    { fields: { because: choice('Reason', reasons) }, optional: { note: text('Note') } },
  ),
  registerExplained: event(
    'payments.register-explained',
    'Unmatched transaction explained',
    entry,
    'Gave a reason for the transaction {subject}: {changes}',
    { fields: { because: choice('Reason', reasons) }, optional: { note: text('Note') } },
  ),
  exported: event('payments.exported', 'Payments exported', named, 'Downloaded payments: {changes}', {
    fields: { list: text('List') },
    optional: { from: day('From'), to: day('To') },
  }),
  serviceChosen: event(
    'payments.service-chosen',
    'Service of a payment chosen',
    payment,
    'Chose the service of the payment {subject}: {changes}',
    { fields: { service: text('Service') } },
  ),
  entered: event(
    'payments.entered',
    'Payments prepared for the register',
    named,
    'Prepared the entry of payments into the register: {changes}',
    { fields: { import: numbered('Import'), payments: count('Payments'), amountCents: cents('Amount') } },
  ),
  twinAnswered: event(
    'payments.twin-answered',
    'Probable double answered',
    payment,
    'Said of the entered payment {subject}: {changes}',
    {
      fields: {
        answer: choice('Answer', [
          { value: 'entered-counts', label: 'The same money: the entered one counts' },
          { value: 'imported-counts', label: 'The same money: the imported one counts' },
          { value: 'two-payments', label: 'Two payments' },
        ]),
        reference: text('Imported as'),
      },
    },
  ),
  receiptsMade: event(
    'payments.receipts-made',
    'File for cash receipting made',
    named,
    'Made the file for cash receipting {subject}: {changes}',
    { fields: { day: day('Day'), payments: count('Payments'), amountCents: cents('Amount') } },
  ),
  overdue: event(
    'payments.overdue',
    'No payments file',
    named,
    ({ to }) => `No payments file has come since ${to('since')}`,
    { fields: { since: day('Since') } },
  ),
}
