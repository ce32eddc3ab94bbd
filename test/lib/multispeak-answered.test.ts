import { expect, test } from 'vitest'
import type { Method } from '../../src/multispeak/calls.ts'
import { NotMultiSpeak } from '../../src/multispeak/not-multispeak.ts'
import { readReply } from '../../src/multispeak/read-reply.ts'
import { namespaces, type Version, versions } from '../../src/multispeak/version.ts'
import { writeFault, writeReply } from '../../src/multispeak/write-reply.ts'
import { whole } from '../support/multispeak-things.ts'

const ns = namespaces['3.0']

/** As a vendor writes it. */
function envelope(content: string) {
  return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><s:Body>${content}</s:Body></s:Envelope>`
}

async function answersTo<M extends Method>(method: M, inside: string, version: Version = '3.0') {
  const content = `<v:${method}Response xmlns:v="${namespaces[version]}">${inside}</v:${method}Response>`
  const read = await readReply(version, method, Buffer.from(envelope(content)), {
    timeZone: 'America/Chicago',
  })
  return 'answers' in read ? read.answers : read.fault
}

const why = (work: Promise<unknown>) =>
  work.then(
    () => 'read',
    (error) => (error instanceof NotMultiSpeak ? error.why : error),
  )

test('a ping is good when it answers nothing, in whichever way', async () => {
  for (const inside of [
    '',
    '<v:PingURLResult/>',
    '<v:PingURLResult> </v:PingURLResult>',
    '<v:PingURLResult i:nil="true"/>',
    '<v:PingURLResult><v:errorObject i:nil="true"/></v:PingURLResult>',
    '<!-- nothing --><v:PingURLResult unknown="1"><v:somethingElse/></v:PingURLResult>',
  ])
    expect(await answersTo('PingURL', inside)).toEqual([])
})

test('an error is read as each version writes it, with or without an element for the result', async () => {
  const error = { objectId: 'L7', text: 'No such place', noun: 'ppmLocation', at: '2026-11-27T15:30:00.000Z' }
  const attributes = 'objectID="L7" nounType="ppmLocation" eventTime="2026-11-27T09:30:00"'
  const plain = `<v:errorObject ${attributes} errorString="No such place"/>`
  for (const version of versions) {
    expect(await answersTo('EnrollPPMCustomer', plain, version)).toEqual([error])
    expect(
      await answersTo(
        'EnrollPPMCustomer',
        `<v:EnrollPPMCustomerResult>${plain}</v:EnrollPPMCustomerResult>`,
        version,
      ),
    ).toEqual([error])
  }
  const inText = `<v:errorObject ${attributes}><![CDATA[No such]]> place</v:errorObject>`
  expect(await answersTo('EnrollPPMCustomer', inText, '4.1')).toEqual([error])
  // A server that leaves the namespace of its parts out, and one that writes a time which is none.
  const bare = `<EnrollPPMCustomerResult><errorObject errorString="x" eventTime="soon"/></EnrollPPMCustomerResult>`
  expect(await answersTo('EnrollPPMCustomer', bare)).toEqual([{ objectId: '', text: 'x', noun: '', at: '' }])
  expect(await answersTo('PingURL', '<v:errorObject/>')).toHaveLength(1)
})

test('an answer that is not recognized passes for no answer, not for a good one', async () => {
  const odd = '<v:PingURLReturn><v:errorObject errorString="No"/></v:PingURLReturn>'
  expect(await why(answersTo('PingURL', odd))).toBe('its content is not known')
  const inResult = (method: Method, inside: string) =>
    why(answersTo(method, `<v:${method}Result>${inside}</v:${method}Result>`))
  const error = '<v:errorObject errorString="Closed"/>'
  for (const [method, inside] of [
    ['CommitPaymentTransaction', error],
    ['CommitPaymentTransaction', `<v:paymentTransactionList>${error}</v:paymentTransactionList>`],
    ['AdjustPPMBalance', `<v:ArrayOfErrorObject>${error}</v:ArrayOfErrorObject>`],
    ['AdjustPPMBalance', '<v:ErrorObject errorString="Closed"/>'],
    ['EnrollPPMCustomer', 'The account is closed.'],
  ] as const)
    expect(await inResult(method, inside)).toBe('its content is not known')
  const own = '<v:AdjustPPMBalanceResult a="b"><v:extensions><x/></v:extensions></v:AdjustPPMBalanceResult>'
  expect(await answersTo('AdjustPPMBalance', own)).toEqual([])
  const beside = `<v:AdjustPPMBalanceResult/><v:errors>${error}</v:errors>`
  expect(await why(answersTo('AdjustPPMBalance', beside))).toBe('its content is not known')
})

test('statuses keep the order in which they were asked for, also one that is nothing', async () => {
  const status = (balance: string) =>
    `<v:ppmStatus x="1"><v:meterStatus>connected</v:meterStatus><v:remainingBalance><v:balance>${balance}</v:balance></v:remainingBalance></v:ppmStatus>`
  const inside = `<v:GetPrePayStatusResult>${status('1.5')}<v:ppmStatus i:nil="1"/>${status('-0.05')}</v:GetPrePayStatusResult>`
  const none = {
    meterStatus: '',
    balanceCents: null,
    priorityCents: null,
    arrearsCents: null,
    error: undefined,
  }
  expect(await answersTo('GetPrePayStatus', inside)).toEqual([
    { ...none, meterStatus: 'connected', balanceCents: 150 },
    none,
    { ...none, meterStatus: 'connected', balanceCents: -5 },
  ])
})

test('amounts are whole cents however a program writes its floating numbers, and never guessed', async () => {
  const balance = async (written: string, attributes = '') => {
    const inside = `<v:ppmStatus><v:remainingBalance><v:balance${attributes}>${written}</v:balance></v:remainingBalance></v:ppmStatus>`
    const [status] = (await answersTo('GetPrePayStatus', inside, '4.1')) as { balanceCents: number | null }[]
    return status?.balanceCents
  }
  expect(await balance('90071992547409.91')).toBe(Number.MAX_SAFE_INTEGER)
  expect(await balance('-90071992547409.91')).toBe(Number.MIN_SAFE_INTEGER)
  for (const written of ['12.3', '+12.30', '12.300000', '1.23E1', '123e-1', ' 12.3\n', '012.3'])
    expect(await balance(written)).toBe(1230)
  expect(await balance('12.345')).toBe(1235)
  expect(await balance('-12.345')).toBe(-1235)
  expect(await balance('12.3400001525')).toBe(1234)
  expect(await balance('-0')).toBe(0)
  expect(await balance('.5')).toBe(50)
  for (const written of ['', 'NaN', 'INF', '-INF']) expect(await balance(written)).toBe(null)
  for (const written of ['$12', '1,200.00', 'twelve', '.', '90071992547409.92', '1E99', '0x10'])
    expect(await why(balance(written))).toBe('its balance is not an amount')
  expect(await balance('12.3', ' currencyCode="USD"')).toBe(1230)
  expect(await why(balance('12.3', ' currencyCode="CAD"'))).toBe('its balance is not in US dollars')
})

test('what became of a payment is read where the vendor says it, and it may say less', async () => {
  const inside = `<v:paymentTransaction><v:accountNumber>7</v:accountNumber><v:cashPayment><v:tender objectID="P1" errorString="Closed">
    <v:amount>10</v:amount><v:responseCode>Failure</v:responseCode></v:tender></v:cashPayment></v:paymentTransaction>`
  const payment = {
    objectId: 'P1',
    accountNumber: '7',
    serviceType: 'Unknown',
    cents: 1000,
    transactionId: '',
  }
  const answer = { ...payment, response: 'Failure', error: 'Closed' }
  const result = (more: string) =>
    `<v:CommitPaymentTransactionResult>${more}</v:CommitPaymentTransactionResult>`
  for (const each of [
    result(inside),
    inside,
    `<v:paymentTransactionList>${inside}</v:paymentTransactionList>`,
    result(`<v:paymentTransactionList>${inside}</v:paymentTransactionList>`),
  ])
    expect(await answersTo('CommitPaymentTransaction', each)).toEqual([answer])
  const further = (where: string) =>
    inside.replace(' errorString="Closed"', '').replace(where, `${where} errorString="Closed"`)
  for (const where of ['<v:paymentTransaction', '<v:cashPayment'])
    expect(await answersTo('CommitPaymentTransaction', further(where))).toEqual([answer])
  expect(await answersTo('CommitPaymentTransaction', result(''))).toEqual([])
  expect(await answersTo('CommitPaymentTransaction', '')).toEqual([])
})

test('methods are read as they are listed', async () => {
  const inside =
    '<v:GetMethodsResult><v:string> PingURL </v:string><v:string/><v:string>X</v:string></v:GetMethodsResult>'
  expect(await answersTo('GetMethods', inside)).toEqual(['PingURL', '', 'X'])
})

test('a fault is read in the words of the other side, in both versions of SOAP', async () => {
  for (const soap of ['1.1', '1.2'] as const)
    for (const version of [...versions, undefined]) {
      const text = writeFault(version, soap, { side: 'server', text: 'Not <now> & “here”' })
      expect(await readReply('4.1', 'PingURL', Buffer.from(text))).toEqual({
        fault: { text: 'Not <now> & “here”', code: soap === '1.1' ? 'soap:Server' : 'soap:Receiver' },
      })
    }
  const bare = envelope('<s:Fault/>')
  expect(await readReply('4.1', 'PingURL', Buffer.from(bare))).toEqual({ fault: { text: '', code: '' } })
})

test('an answer of another version, to another question or of something else is no answer', async () => {
  const read = (content: string) => why(readReply('4.1', 'PingURL', Buffer.from(envelope(content))))
  expect(await read(`<PingURLResponse xmlns="${ns}"/>`)).toBe('it is of version 3.0')
  expect(await read('<PingURLResponse xmlns="urn:x"/>')).toBe(
    'its content has the namespace of something else',
  )
  expect(await read('<PingURLResponse/>')).toBe('its content has the namespace of something else')
  expect(await read(`<PingURL xmlns="${namespaces['4.1']}"/>`)).toBe('it answers another question')
  expect(await read(`<GetMethodsResponse xmlns="${namespaces['4.1']}"/>`)).toBe('it answers another question')
})

test('an account that there is not is answered by nothing', async () => {
  for (const version of versions) {
    const says = { at: new Date(0), timeZone: 'UTC' }
    const text = await whole(writeReply(version, '1.1', 'GetPPMCustomer', undefined, says))
    expect(await readReply(version, 'GetPPMCustomer', Buffer.from(text))).toEqual({
      ...{ answers: undefined, context: '' },
    })
    expect(await answersTo('GetPPMCustomer', '<v:GetPPMCustomerResult/>', version)).toBe(undefined)
    expect(await answersTo('GetPPMCustomer', '<v:ppmLocation objectID="1"/>', version)).toMatchObject({
      objectId: '1',
    })
  }
})

test('an answer names nobody and holds no password', async () => {
  for (const version of versions) {
    const says = { at: new Date(0), timeZone: 'UTC', lastSent: '7', objectsRemaining: 3, context: 'Training' }
    const text = await whole(writeReply(version, '1.2', 'GetMethods', [], says))
    expect(text).toMatch(/ObjectsRemaining="3" LastSent="7"/)
    expect(text).not.toMatch(/Pwd|UserID/)
    expect(text.includes('Context="Training"')).toBe(version === '4.1')
    // As the schema lets it be, whatever was asked in.
    const odd = await whole(writeReply(version, '1.2', 'GetMethods', [], { ...says, context: 'train"ing' }))
    expect(odd.includes('Context="Other"')).toBe(version === '4.1')
  }
})

test('the header of an answer says in which context it is, whatever else is in it or missing', async () => {
  const ns = namespaces['4.1']
  const contextOf = async (...headers: string[]) => {
    const text = envelope(`<PingURLResponse xmlns="${ns}"/>`)
    const head = `<s:Header>${headers.join('')}</s:Header><s:Body>`
    const read = await readReply('4.1', 'PingURL', Buffer.from(text.replace('<s:Body>', head)))
    return 'context' in read && read.context
  }
  const header = (attributes: string) => `<MultiSpeakMsgHeader xmlns="${ns}" ${attributes}/>`
  expect(await contextOf()).toBe('')
  expect(await contextOf(header('UserID="x"'))).toBe('')
  expect(await contextOf(header('Context="Production"'))).toBe('Production')
  expect(await contextOf('<x:other xmlns:x="urn:x"/>', header('Context="Training"'))).toBe('Training')
  expect(await contextOf(header('Context="Production"'), header('Context="Testing"'))).toBe('Testing')
})
