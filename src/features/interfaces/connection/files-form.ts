import {
  type BillConnectionInput,
  exchanges,
  folderFields,
  loginWays,
  type PrepaidConnectionInput,
} from '../../../connections/fields.ts'
import type { FormReader } from '../../../lib/form.ts'

const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i
const ipV6 = /^[0-9a-f]*:[0-9a-f:.]+$/i
const fingerprint = /^SHA256:[A-Za-z0-9+/]{43}$/

type Fields = Record<string, { label: string }>

/** Reads what a connection is that exchanges files, its login aside; `fields` are those that it has. */
export function readFiles(form: FormReader, fields: Fields, askWhom: string) {
  const labelOf = (field: string) => fields[field]?.label ?? field
  const exchange = form.choice('exchange', labelOf('exchange'), exchanges)
  const server = readServer(form, labelOf('server'), exchange === 'sftp' ? askWhom : undefined)
  const port = readPort(form, labelOf('port'), askWhom)
  const paths = folderFields
    .filter((field) => field in fields)
    .map((field) => [field, readFolder(form, field, labelOf(field))])
  return {
    ...{ exchange, server, port },
    ...(Object.fromEntries(paths) as Pick<
      BillConnectionInput & PrepaidConnectionInput,
      (typeof folderFields)[number]
    >),
    serverKey: readFingerprint(form, 'serverKey', labelOf('serverKey'), 'acceptKey'),
    nextServerKey: readFingerprint(form, 'nextServerKey', labelOf('nextServerKey'), 'acceptNextKey'),
    oldAlgorithms: form.checkbox('oldAlgorithms', labelOf('oldAlgorithms')),
    loginBy: form.choice('loginBy', labelOf('loginBy'), loginWays),
  }
}

/** `neededFrom`: whom to ask for it, where there must be one. */
function readServer(form: FormReader, label: string, neededFrom: string | undefined) {
  const missing = neededFrom && `SFTP needs a Server. Ask ${neededFrom} for its server and port.`
  const server = form.identifier('server', label, { limit: 253, ...(missing && { missing }) }).toLowerCase()
  if (server !== '' && !hostName.test(server) && !ipV6.test(server))
    form.addError(
      'server',
      'Server is a name like sftp.example.com: without sftp:// before it, and without port or folder behind it.',
    )
  return server
}

function readPort(form: FormReader, label: string, askWhom: string) {
  const text = form.identifier('port', label, { limit: 10 })
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 65_535)
    form.addError('port', `Port is a number from 1 to 65535. Where ${askWhom} names none, it is 22.`)
  return Number(text) || 22
}

function readFolder(form: FormReader, field: string, label: string) {
  const folder = form.identifier(field, label, { limit: 500 })
  if (folder.split('/').includes('..')) form.addError(field, `${label} is a path without “..” in it.`)
  return folder === '/' ? folder : folder.replace(/\/+$/, '')
}

/** As typed, or as a button beside a check accepted it. */
function readFingerprint(form: FormReader, field: string, label: string, accept: string) {
  const typed = form.identifier(field, label, { limit: 60 })
  const key = form.raw(accept, label) || typed
  if (key !== '' && !fingerprint.test(key))
    form.addError(field, `${label} is written like SHA256: and 43 letters, digits and signs after it.`)
  return key
}
