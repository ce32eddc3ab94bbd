import type { FastifyInstance } from 'fastify'
import { billProvider } from '../../connections/connection.ts'
import type { Deps } from '../../deps.ts'
import { HttpProblem } from '../../http/errors.ts'
import { leadBack } from '../../http/lead-back.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf, rowNumberOf } from '../../http/request.ts'
import { readCursor, readRowNumber } from '../../lib/cursor.ts'
import { may } from '../../lib/permissions.ts'
import { answerQuestion } from './act-on-payments.ts'
import { atProviderView } from './compared-view.ts'
import { paymentPaths } from './payments-paths.ts'
import { listAsked } from './payments-store.ts'

const rowsOnAPage = 50

/** Rows without a number that two files had: whether they are one payment is asked, not guessed. */
export function questionRoutes(scope: FastifyInstance, deps: Deps) {
  const read = { config: { permission: 'billing.read' } } as const
  scope.get(paymentPaths.questions, read, async (request, reply) => {
    const { after: asked } = request.query as { after?: unknown }
    const after = readCursor(asked, [readRowNumber])
    const { rows, next } = await listAsked(deps.db, billProvider, { after, limit: rowsOnAPage })
    return renderPage(request, reply, {
      template: 'provider-payments/questions',
      title: 'The same payment? - Payments',
      data: {
        here: 'overview',
        links: paymentPaths,
        message: reply.takeFlash() === 'saved' ? 'Saved.' : undefined,
        rows: rows.map((row) => ({
          ...atProviderView(row),
          answers: `${paymentPaths.questions}/${row.id}/answer`,
          from: `${row.fileName}, line ${row.line}`,
          other: `${row.otherFile}, line ${row.otherLine}`,
        })),
        first: after && paymentPaths.questions,
        next: next && `${paymentPaths.questions}?${new URLSearchParams({ after: next })}`,
        mayAct: may(request.user.role, 'billing.send'),
      },
    })
  })

  const path = `${paymentPaths.questions}/:id/answer`
  // Neither is there a page of one question.
  scope.get(path, read, (_, reply) => reply.redirect(paymentPaths.questions, 303))
  leadBack(scope, read.config, [`${paymentPaths.questions}/:id`])
  scope.post(path, { config: { permission: 'billing.send' } }, async (request, reply) => {
    const { answer } = request.body as { answer?: unknown }
    const isKnown = answer === 'same' || answer === 'another'
    if (!isKnown || !(await answerQuestion(deps, rowNumberOf(request), answer, actorOf(request)))) {
      throw new HttpProblem(409, 'This was answered already', 'Nothing was changed. Look at what is left.', {
        link: { path: paymentPaths.questions, label: 'What is left' },
      })
    }
    reply.flash('saved')
    return reply.redirect(paymentPaths.questions, 303)
  })
}
