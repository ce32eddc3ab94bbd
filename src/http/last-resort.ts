import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'

/** Made of nothing that could be missing: the framework's own answer would be its JSON, with a path in it. */
const lastResort = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Something went wrong here</title>
<h1>Something went wrong here</h1><p>Nothing was saved. Tell the person who runs this product.</p></html>
`

export function answerAsLastResort(error: Error, request: FastifyRequest, reply: FastifyReply) {
  const { code } = error as FastifyError
  request.log.error({ code, name: error.name, stack: stackOnly(error) }, 'no page could be made')
  return reply.status(500).type('text/html; charset=utf-8').send(lastResort)
}

/** By code and stack only: a database error's message holds the statement with its values. */
export function stackOnly(error: Error) {
  return error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')
}
