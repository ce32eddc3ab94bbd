import type { FastifyInstance } from 'fastify'
import type { Messages } from '../../http/flash.ts'
import { renderPage } from '../../http/render.ts'
import { FormReader } from '../../lib/form.ts'

/** What became of an act: the code of what is said, and the figures that are in it. */
export type Done<Code extends string> = [code: Code, ...figures: number[]]

type OtherSide<Act extends string, Code extends string> = {
  path: string
  template: string
  title: string
  acts: readonly { value: Act; label: string; about: string }[]
  /** How it is there now. */
  facts: () => Record<string, unknown>
  carryOut: (act: Act) => Promise<Done<Code>>
  messages: Record<Code, (...figures: number[]) => Messages>
}

/** A page that plays the other side of an interface, by buttons: everyone may, because nothing there is real. */
export function otherSideRoutes<Act extends string, Code extends string>(
  scope: FastifyInstance,
  { path, template, title, acts, facts, carryOut, messages }: OtherSide<Act, Code>,
) {
  const config = { permission: 'account.own' } as const
  scope.get(path, { config }, (request, reply) => {
    const [code = '', ...figures] = reply.takeFlash()?.split('.') ?? []
    const said = Object.hasOwn(messages, code) ? messages[code as Code](...figures.map(Number)) : {}
    return renderPage(request, reply, { template, title, data: { ...said, acts, path, ...facts() } })
  })
  scope.post(path, { config }, async (request, reply) => {
    const form = new FormReader(request.body)
    reply.flash((await carryOut(form.choice('act', 'What to do', acts))).join('.'))
    return reply.redirect(path, 303)
  })
}
