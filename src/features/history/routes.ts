import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { appendEvent } from '../../audit/append.ts'
import type { Deps } from '../../deps.ts'
import { httpProblems } from '../../http/errors.ts'
import { paths } from '../../http/paths.ts'
import { renderPage } from '../../http/render.ts'
import { actorOf } from '../../http/request.ts'
import { sendCsv } from '../../http/send-csv.ts'
import { readRowNumber } from '../../lib/cursor.ts'
import { dateIn, momentIn } from '../../lib/dates.ts'
import { labelOf } from '../../lib/form.ts'
import { timeZones } from '../organization/settings.ts'
import { readAbout } from './about.ts'
import { historyEvents } from './events.ts'
import { csvHeading, historyRows } from './export.ts'
import { filterChoices, filterInWords, narrowedBy, readFilter } from './form.ts'
import type { RecordFormat } from './record-view.ts'
import { kindsRecorded, type Place, people, readHistory, readRecord } from './store.ts'

const pageSize = 50

type Query = Record<string, string | undefined>

/** The filter as the address has it, for links that keep it. */
function addressOf(path: string, submitted: Query, more: Query = {}) {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...submitted, ...more })) if (value) query.set(name, value)
  return query.size > 0 ? `${path}?${query}` : path
}

export function historyRoutes(scope: FastifyInstance, deps: Deps, format: RecordFormat) {
  const read = { config: { permission: 'history.read' } } as const
  const { db } = deps

  async function filterOf(request: FastifyRequest) {
    const [everybody, kinds] = await Promise.all([people(db), kindsRecorded(db)])
    const { subject } = request.query as Query
    const { organization, chartFormats } = await deps.settings.at(request.user.revision)
    const { formats } = chartFormats
    const asked = await readAbout(db, subject, format.events, { people: everybody, formats })
    const choices = filterChoices(everybody, kinds, deps.settings.sections, format, asked)
    const { timeZone } = organization
    return { choices, timeZone, formats, filter: readFilter(request.query, choices, timeZone) }
  }

  /** Where an earlier page ended: the record that the address names. */
  async function placeOf({ after }: Query): Promise<Place | undefined> {
    if (after === undefined) return undefined
    const id = readRowNumber(after)
    const row = id && (await readRecord(db, id))
    if (!row) throw httpProblems.notFound()
    return { at: row.at, id: row.id }
  }

  async function answerHistory(request: FastifyRequest, reply: FastifyReply) {
    const { choices, timeZone, formats, filter } = await filterOf(request)
    const after = await placeOf(request.query as Query)
    const { submitted } = filter
    const { rows, next } = filter.ok
      ? await readHistory(db, filter.value, { after, limit: pageSize })
      : { rows: [], next: undefined }
    return renderPage(request, reply.status(filter.ok ? 200 : 422), {
      template: 'history/history',
      title: 'History',
      paper: { period: filterInWords(submitted, choices) },
      data: {
        values: submitted,
        ...choices,
        errors: filter.ok ? undefined : filter.errors,
        zone: labelOf(timeZones, timeZone),
        // A person who asked for something goes on at the answer, not at the top of the page.
        asked: Object.keys(request.query as Query).length > 0,
        records: rows.map((row) => {
          const record = format.formatRecord(row, formats)
          // Every other part is a number with hyphens, such as that of an account, which keeps to one line.
          const parts = record.what.split(/\b(\d+(?:-\d+)+)\b/)
          return { ...record, parts, id: row.id, at: momentIn(timeZone, row.at) }
        }),
        older: next && addressOf(paths.history, submitted, { after: String(next.id) }),
        until: next && momentIn(timeZone, next.at),
        newest: after && addressOf(paths.history, submitted),
        csv: filter.ok && addressOf(paths.historyCsv, submitted),
      },
    })
  }

  scope.get(paths.history, read, answerHistory)

  scope.get(paths.historyCsv, read, async (request, reply) => {
    const { choices, timeZone, formats, filter } = await filterOf(request)
    if (!filter.ok) return reply.redirect(addressOf(paths.history, filter.submitted), 303)
    // First: a person who breaks it off has had the lines all the same.
    const exported = historyEvents.exported('', narrowedBy(filter.submitted, choices))
    await appendEvent(deps, db, actorOf(request), exported)
    const day = dateIn('UTC', deps.now())
    const rows = historyRows(deps, filter.value, timeZone, (row) => format.formatRecord(row, formats))
    return sendCsv(reply, `history-${day}.csv`, csvHeading(timeZone), rows)
  })
}
