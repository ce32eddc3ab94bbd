import {
  type ConnectionInput,
  type ConnectionSettings,
  exchanges,
  fetchDays,
  connectionFields as fields,
  hours,
  loginWays,
  serverOf,
} from '../../../connections/settings.ts'
import { readDate } from '../../../lib/dates.ts'
import { FormReader, type FormResult } from '../../../lib/form.ts'
import { off } from '../registry.ts'
import { passwordIsFor, type VendorSettings } from '../vendor-account/settings.ts'

export type ConnectionForm = ConnectionInput & {
  password: string
  nextPassword: string
  removeNextPassword: boolean
  /** A check tries the new key, which is not in use yet. */
  tryNextKey?: boolean
  /** A button beside a check was pressed, which accepts the key that it found. */
  acceptsKey: boolean
  version: number
}

/** What a form of a connection is read against: the login on the tab above it, and what is saved. */
type Known = { account: VendorSettings; saved: ConnectionSettings }

const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i
const ipV6 = /^[0-9a-f]*:[0-9a-f:.]+$/i
const fingerprint = /^SHA256:[A-Za-z0-9+/]{43}$/
const mostHolidays = 60

/** Reads the form. */
export function readConnectionForm(body: unknown, { account, saved }: Known): FormResult<ConnectionForm> {
  const form = new FormReader(body)
  const exchange = form.choice('exchange', fields.exchange.label, exchanges)
  const server = readServer(form, exchange === 'sftp')
  const port = readPort(form)
  const billsFolder = readFolder(form, 'billsFolder')
  const paymentsFolder = readFolder(form, 'paymentsFolder')
  const serverKey = readFingerprint(form, 'serverKey', 'acceptKey')
  const nextServerKey = readFingerprint(form, 'nextServerKey', 'acceptNextKey')
  const oldAlgorithms = form.checkbox('oldAlgorithms', fields.oldAlgorithms.label)
  const loginBy = form.choice('loginBy', fields.loginBy.label, loginWays)
  const password = form.password('password', fields.password.label, { limit: 256 })
  const nextPassword = form.password('nextPassword', fields.nextPassword.label, { limit: 256 })
  const removeNextPassword =
    saved.nextPassword !== null && form.checkbox('removeNextPassword', 'Remove the next password')
  const tryNextKey =
    saved.nextPublicKey !== null && form.checkbox('tryNextKey', 'Check connection tries the new key')
  const days = form.choice('fetchDays', fields.fetchDays.label, fetchDays)
  const fetchHour = Number(form.choice('fetchHour', fields.fetchHour.label, hours))
  const holidays = readHolidays(form)

  for (const [field, typed] of [
    ['password', password],
    ['nextPassword', nextPassword],
  ] as const) {
    if (typed !== '' && passwordIsFor(account, account.interface) === undefined)
      form.addError(field, 'Choose the Interface on the tab above first: a password is stored for it.')
  }
  if (exchange === 'sftp' && loginBy === 'password' && password === '' && server !== '') {
    const error = missingPassword(account, serverOf({ server, port }))
    if (error) form.addError('password', error)
  }
  if (exchange === 'sftp' && loginBy === 'key' && saved.publicKey === null)
    form.addError(
      'loginBy',
      'There is no key yet: press Make a key, and give its public part to the provider.',
    )
  if (nextPassword !== '' && removeNextPassword)
    form.addError(
      'removeNextPassword',
      'A new Next password is typed and the stored one marked to be removed. Do one or the other.',
    )
  const result = form.result({
    ...{ exchange, server, port, billsFolder, paymentsFolder, loginBy, serverKey, nextServerKey },
    ...{
      oldAlgorithms,
      fetchDays: days,
      fetchHour,
      holidays,
      password,
      nextPassword,
      removeNextPassword,
      tryNextKey,
    },
    acceptsKey: form.raw('acceptKey', '') + form.raw('acceptNextKey', '') !== '',
    version: form.version(),
  })
  // Where the form comes back for something else, the accepted key is in its box.
  return { ...result, submitted: { ...result.submitted, serverKey, nextServerKey } }
}

/** Why the stored password is not one for this server; undefined when it is, or while the interface is off. */
function missingPassword({ interface: chosen, userName, password }: VendorSettings, server: string) {
  if (chosen === off.value) return undefined
  const again = 'Type the Password again:'
  if (!password) return 'Type the Password that the provider gave you.'
  if (password.storedFor !== chosen || password.storedUser !== userName)
    return `${again} the stored one belongs to another interface or User Name.`
  if (password.storedServer === server) return undefined
  return password.storedServer === ''
    ? `${again} it was typed before there was a Server, and is sent only to the one it is typed for.`
    : `${again} the stored one was typed for ${password.storedServer}, and is sent to no other server.`
}

function readServer(form: FormReader, isNeeded: boolean) {
  const { label } = fields.server
  const missing = 'SFTP needs a Server. Ask the provider for its server and port.'
  const server = form.identifier('server', label, { limit: 253, ...(isNeeded && { missing }) }).toLowerCase()
  if (server !== '' && !hostName.test(server) && !ipV6.test(server))
    form.addError(
      'server',
      'Server is a name like sftp.example.com: without sftp:// before it, and without port or folder behind it.',
    )
  return server
}

function readPort(form: FormReader) {
  const text = form.identifier('port', fields.port.label, { limit: 10 })
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 65_535)
    form.addError('port', 'Port is a number from 1 to 65535. Where the provider names none, it is 22.')
  return Number(text) || 22
}

function readFolder(form: FormReader, field: 'billsFolder' | 'paymentsFolder') {
  const folder = form.identifier(field, fields[field].label, { limit: 500 })
  if (folder.split('/').includes('..'))
    form.addError(field, `${fields[field].label} is a path without “..” in it.`)
  return folder === '/' ? folder : folder.replace(/\/+$/, '')
}

/** As typed, or as a button beside a check accepted it. */
function readFingerprint(form: FormReader, field: 'serverKey' | 'nextServerKey', accept: string) {
  const { label } = fields[field]
  const typed = form.identifier(field, label, { limit: 60 })
  const key = form.raw(accept, label) || typed
  if (key !== '' && !fingerprint.test(key))
    form.addError(field, `${label} is written like SHA256: and 43 letters, digits and signs after it.`)
  return key
}

/** Days on lines of their own, or with commas or spaces between them. */
function readHolidays(form: FormReader) {
  const { label } = fields.holidays
  const lines = form.lines('holidays', label, { limit: 1_000, most: mostHolidays })
  const written = lines.flatMap((line) => line.split(/[\s,;]+/)).filter((word) => word !== '')
  const wrong = written.find((word) => !readDate(word))
  if (wrong !== undefined)
    form.addError(
      'holidays',
      `“${wrong.slice(0, 40)}” is not a date. Write each day like 12/24/2026, on a line of its own.`,
    )
  if (written.length > mostHolidays)
    form.addError(
      'holidays',
      `${label} has ${written.length} days; ${mostHolidays} are the most. Take out those that are over.`,
    )
  return [...new Set(written.map((word) => readDate(word) ?? word))].sort().join(' ')
}
