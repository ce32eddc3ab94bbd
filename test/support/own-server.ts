import { paths } from '../../src/http/paths.ts'
import type { Calls, OwnMethod } from '../../src/multispeak/calls.ts'
import type { Soap } from '../../src/multispeak/content-type.ts'
import type { Version } from '../../src/multispeak/version.ts'
import { writeRequest } from '../../src/multispeak/write-request.ts'
import type { Town } from './town.ts'

export type Login = { userId: string; password: string; company?: string }

type Asked<M extends OwnMethod> = {
  login: Login
  asks: Calls[M]['asks']
  version?: Version
  soap?: Soap
  /** `Training`, where nothing is to be real. */
  context?: string
  address?: string
  headers?: Record<string, string>
}

export type Answered = { status: number; type: string; body: string; fault: string }

/** Posts bytes to where the vendor asks, from the machine itself unless told an address. */
export async function post(
  { app }: Town,
  body: Buffer | string,
  {
    type = 'text/xml; charset=utf-8',
    version = '4.1',
    address = '127.0.0.1',
    headers = {},
  }: { type?: string; version?: Version; address?: string; headers?: Record<string, string> } = {},
): Promise<Answered> {
  const answer = await app.inject({
    method: 'POST',
    url: `${paths.multispeak}/${version}`,
    remoteAddress: address,
    headers: { 'content-type': type, ...headers },
    payload: body,
  })
  const [, fault = ''] = /<(?:faultstring|soap:Text)[^>]*>([^<]*)</.exec(answer.body) ?? []
  return {
    status: answer.statusCode,
    type: String(answer.headers['content-type']),
    body: answer.body,
    fault,
  }
}

/** A message as a vendor writes it. */
export function messageOf<M extends OwnMethod>(
  method: M,
  { login, asks, version = '4.1', soap = '1.1', context = 'Production' }: Asked<M>,
) {
  const { userId: userName, password, company = '' } = login
  const by = { version, userName, password, company }
  const at = new Date('2026-11-23T16:00:00.000Z')
  const { contentType, headers, body } = writeRequest(by, method, asks, { soap, messageId: 'test', at })
  return { contentType, headers, body: body.replace('Context="Production"', `Context="${context}"`) }
}

/** Asks as the vendor does. */
export function ask<M extends OwnMethod>(town: Town, method: M, asked: Asked<M>): Promise<Answered> {
  const { contentType, headers, body } = messageOf(method, asked)
  const more = { version: asked.version ?? '4.1', ...(asked.address && { address: asked.address }) }
  return post(town, body, { type: contentType, headers: { ...headers, ...asked.headers }, ...more })
}
