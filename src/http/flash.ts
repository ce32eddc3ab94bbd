import type { FastifyInstance, FastifyReply } from 'fastify'
import { cookieName } from './session.ts'

/** Enough for the redirect on a thin line, too short to surprise anyone later. */
const maxAge = 60

/** What a page says at its top: what was done, what is as it was or good to know, or what went wrong. */
export type Messages = {
  message?: string | undefined
  note?: string | undefined
  warning?: string | undefined
}

declare module 'fastify' {
  interface FastifyReply {
    /** Leaves the code of a message for the next page this browser asks for. */
    flash(code: string): void
    takeFlash(): string | undefined
  }
}

/** The cookie holds a code, not a text: nothing that a cookie says is put on a page. */
export function registerFlash(app: FastifyInstance, { secure }: { secure: boolean }) {
  const name = cookieName('flash', secure)
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  app.decorateReply('flash', function flash(this: FastifyReply, code: string) {
    this.setCookie(name, code, { ...options, maxAge })
  })
  app.decorateReply('takeFlash', function takeFlash(this: FastifyReply) {
    const code = this.request.cookies?.[name]
    if (code === undefined || this.request.method === 'HEAD') return undefined
    this.clearCookie(name, options)
    return code
  })
}
