import type { FastifyRequest } from 'fastify'
import { readRowNumber } from '../lib/cursor.ts'
import { httpProblems } from './errors.ts'

/** Who acts, as the history records it. */
export function actorOf({ user, ip }: FastifyRequest) {
  return { id: user.id, name: user.name, address: ip }
}

/** What was being typed at this address when the session ended, or an earlier state of its form: once, to draw it with. */
export function takeDraft({ session }: FastifyRequest, path: string) {
  const { draft } = session
  if (draft?.path !== path) return undefined
  session.draft = undefined
  return draft
}

/** The number of the row that the address names; there is no page without one. */
export function rowNumberOf(request: FastifyRequest, param = 'id'): number {
  const number = readRowNumber((request.params as Record<string, string>)[param])
  if (!number) throw httpProblems.notFound()
  return number
}
