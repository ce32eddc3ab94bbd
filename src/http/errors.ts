import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Trouble, troubleOf } from '../db/trouble.ts'
import { TooBusy } from '../lib/password-hash.ts'
import { answerAsLastResort, stackOnly } from './last-resort.ts'
import { renderPage } from './render.ts'

type More = {
  /** Where what is advised is done. */
  link?: { path: string; label: string }
  /** In seconds, for those who try again by themselves. */
  retryAfter?: number
}

/** A problem with a page a person understands; `title` says what happened, `advice` what to do. */
export class HttpProblem extends Error {
  readonly status: number
  readonly title: string
  readonly advice: string
  readonly link: More['link'] | undefined
  readonly retryAfter: number | undefined
  constructor(status: number, title: string, advice: string, { link, retryAfter }: More = {}) {
    super(title)
    this.status = status
    this.title = title
    this.advice = advice
    this.link = link
    this.retryAfter = retryAfter
  }
}

type Words = [title: string, advice: string]

const kept = 'Nothing was saved. Go back: what you typed is still there.'

export const httpProblems = {
  notFound: () => new HttpProblem(404, 'There is no page at this address', 'Check the address, or go back.'),
  forbidden: () =>
    new HttpProblem(
      403,
      'You may not do this',
      'Nothing was saved. An administrator can change what you may do.',
    ),
  token: () =>
    new HttpProblem(
      403,
      'This page was open too long, or its cookie was lost',
      `${kept} Reload the page and save again.`,
    ),
  noCookie: () =>
    new HttpProblem(
      403,
      'Your browser sent no cookie, and nobody can sign in without one',
      'What you typed was not looked at. Allow cookies for this address in the settings of the browser, then open the page again.',
    ),
  otherSite: (advice = 'Nothing was saved. Open the page here and try again.') =>
    new HttpProblem(403, 'This request came from another site', advice),
  tooManyTries: (seconds: number) =>
    new HttpProblem(
      429,
      'Too many failed tries',
      `Too many tries from your network address failed, so no more are looked at for now. Wait ${minutes(seconds)} and try again.`,
      { retryAfter: seconds },
    ),
}

function minutes(seconds: number) {
  const whole = Math.ceil(seconds / 60)
  return whole === 1 ? '1 minute' : `${whole} minutes`
}

/** A lock that does not end, a full disk or a database that is gone: it may well work again in a moment. */
const troubles: Record<Trouble, Words> = {
  busy: [
    'The database is busy with other work just now',
    `${kept} An update of the general ledger or an import may be running. Try again in a minute.`,
  ],
  full: [
    'There is no room left on the disk',
    `${kept} Tell the person who runs this product: it works again as soon as there is room.`,
  ],
  away: ['The database cannot be reached just now', `${kept} Try again in a minute.`],
  'read-only': [
    'The database can only be read just now',
    `${kept} Tell the person who runs this product: it works again as soon as the database can be written to.`,
  ],
}

const byStatus: Record<number, Words | undefined> = {
  400: ['This request could not be read', 'Check the address, or go back.'],
  404: ['There is no page at this address', 'Check the address, or go back.'],
  413: ['This is more than a form can hold', `${kept} Shorten it and save again.`],
  414: ['This address is too long', 'Go back and follow a link from there.'],
  415: ['This was not sent by a form of this page', 'Open the page here and try again.'],
  429: ['Too many tries', 'Wait a minute and try again.'],
  431: ['This address is too long', 'Go back and follow a link from there.'],
}
const notUnderstood = [
  'This request could not be understood',
  'Go back and follow a link from there.',
] as const
const unknown = 'If it happens again, tell the person who runs this product.'

function asHttpProblem(error: FastifyError | HttpProblem): HttpProblem {
  if (error instanceof HttpProblem) return error
  if (error instanceof TooBusy) {
    const advice = 'Your password was not looked at. Wait a few seconds, go back and try again.'
    return new HttpProblem(503, 'Many people are signing in just now', advice, { retryAfter: 5 })
  }
  const trouble = troubleOf(error)
  if (trouble) return new HttpProblem(503, ...troubles[trouble])
  const status = error.statusCode
  if (status !== undefined && status >= 400 && status < 500) {
    const [title, advice] = byStatus[status] ?? notUnderstood
    return new HttpProblem(status, title, advice)
  }
  return new HttpProblem(500, 'Something went wrong here', `${kept} ${unknown}`)
}

/** One handler for all of them: a page for the person, one line for the log, no detail of a 500 to anyone. */
async function answerError(error: FastifyError | HttpProblem, request: FastifyRequest, reply: FastifyReply) {
  const problem = asHttpProblem(error)
  if (problem.status >= 500) {
    request.log.error(
      {
        code: (error as FastifyError).code,
        name: error.name,
        problem: problem.title,
        stack: stackOnly(error),
      },
      'request failed',
    )
  }
  if (problem.retryAfter || problem.status === 503) reply.header('retry-after', problem.retryAfter ?? 60)
  try {
    return await renderPage(request, reply.status(problem.status), {
      template: 'errors/error',
      title: problem.title,
      data: {
        title: problem.title,
        advice: problem.advice,
        link: problem.link,
        id: problem.status >= 500 ? request.id : undefined,
      },
    })
  } catch (failed) {
    return answerAsLastResort(failed as Error, request, reply)
  }
}

/** An address such as `/%` is refused before any hook runs, by a reply without decorations. */
export async function answerBadAddress(
  app: FastifyInstance,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const { title, advice, status } = asHttpProblem(error)
  reply.headers({ ...app.pageHeaders, 'content-security-policy': app.signedOutPolicy })
  try {
    const body = await app.view('errors/error', { title, advice })
    const html = await app.view('layouts/page', { title, body })
    reply.status(status).type('text/html; charset=utf-8').send(html)
  } catch (failed) {
    answerAsLastResort(failed as Error, request, reply)
  }
}

export function registerErrors(app: FastifyInstance) {
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request, reply) => answerError(httpProblems.notFound(), request, reply))
}
