import type { FastifyRequest } from 'fastify'
import { HttpProblem } from './errors.ts'

const title = 'This page must be opened over https'

/** Why a page that did not come over TLS is not shown where there is a proxy: what that lacks, or where to open it. */
export function needsTls(request: FastifyRequest, publicAddress: string | undefined) {
  const { line, headers, raw } = request
  if (line === 'unsaid') {
    const other = headers.forwarded === undefined ? '' : ' (Forwarded, which it sends, is not read.)'
    return new HttpProblem(
      403,
      'The proxy does not say how this page was opened',
      `Its header X-Forwarded-Proto is missing.${other} Nothing was saved. Whoever runs the proxy has it say X-Forwarded-Proto: https ` +
        'of what came over TLS (nginx: proxy_set_header X-Forwarded-Proto $scheme;). Past the proxy nothing can be opened.',
    )
  }
  if (line === 'untrusted') {
    return new HttpProblem(
      403,
      'A proxy passed this on that the product was not told of',
      `It came from ${raw.socket.remoteAddress}, which TRUST_PROXY does not name, so what it says is not believed. Nothing was saved. ` +
        'If that is your proxy, whoever runs the product adds the address to TRUST_PROXY and starts it again.',
    )
  }
  if (line === 'plain') {
    const advice = 'Open it at the address of the proxy, which begins with https://. Nothing was saved.'
    return new HttpProblem(403, title, advice, linkTo(publicAddress, request))
  }
  const said = String(headers['x-forwarded-proto']).slice(-40)
  return new HttpProblem(
    403,
    title,
    `Write https:// in front of the address. Nothing was saved. If it begins so already, the proxy has to say X-Forwarded-Proto: https; it said: ${said}`,
    linkTo(publicAddress ?? `https://${request.host}`, request),
  )
}

function linkTo(origin: string | undefined, { method, url }: FastifyRequest) {
  if (!origin || !URL.canParse(origin)) return {}
  const path = `${origin}${method === 'GET' ? url : '/'}`
  return { link: { path, label: `Open ${origin}` } }
}
