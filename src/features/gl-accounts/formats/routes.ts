import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../deps.ts'
import { httpProblems } from '../../../http/errors.ts'
import { paths } from '../../../http/paths.ts'
import { rowNumberOf } from '../../../http/request.ts'
import {
  answerPage,
  answerSave,
  differences,
  formPage,
  type SettingsForm,
} from '../../../http/settings-form.ts'
import { accountTypes } from '../../../lib/account-number.ts'
import { alphabets, type ChartFormat, mostSegments, separators } from '../../../lib/chart-format.ts'
import { describeFormat, examplesOf, patternOf } from '../../../lib/chart-format-words.ts'
import type { Submitted } from '../../../lib/form.ts'
import type { Settings } from '../../../settings/snapshot.ts'
import {
  type FormatForm,
  isSameFormat,
  keptFields,
  readFormatForm,
  rowsOf,
  typeField,
  valuesOf,
} from './form.ts'
import { formatListRoutes } from './list-routes.ts'
import { saveFormats } from './save.ts'

const fields = { name: { label: 'Name' }, words: { label: 'Segments and types' } }
const wordsOf = (format?: ChartFormat) => ({
  name: format?.name ?? '',
  words: format ? describeFormat(format) : '',
})
const atOnce = 4

type Asked = { id?: number; rows?: number }

/** The form of one format; without an id, of a new one. */
function formatForm(deps: Deps, { id, rows = 0 }: Asked): SettingsForm<FormatForm> {
  const formatIn = ({ chartFormats }: Settings) => chartFormats.formats.find((format) => format.id === id)
  const form: SettingsForm<FormatForm> = {
    path: id ? `${paths.chartFormats}/${id}` : paths.newChartFormat,
    permission: 'accounts.change',
    keptFields,
    template: 'gl-accounts/format',
    title: (settings) => `${formatIn(settings)?.name ?? 'Add a format'} - GL Accounts`,
    trail: [['Formats', paths.chartFormats]],
    values: (settings) => {
      return valuesOf(formatIn(settings))
    },
    data(settings, view) {
      const format = formatIn(settings)
      const values: Submitted | Record<string, unknown> = view.submitted ?? valuesOf(format)
      const count = Math.min(mostSegments, Math.max(rows, rowsOf(values)))
      const all = Array.from({ length: count }, (_, index) => index + 1)
      const segments = all.map((row) => ({ value: String(row), label: `Segment ${row}` }))
      return {
        format,
        pattern: format && patternOf(format),
        examples: format ? examplesOf(format) : [],
        types: accountTypes.map(({ value, label }) => ({ name: typeField(value), label })),
        rows: all,
        segments,
        funds: [{ value: '', label: 'The number does not say it' }, ...segments],
        ...{ alphabets, separators, mayAddRows: count < mostSegments },
      }
    },
    read(body, { chartFormats: { formats } }) {
      const others = formats.filter((format) => format.id !== id)
      return readFormatForm(body, others, id)
    },
    async save({ format, version }, settings, actor) {
      const { formats } = settings.chartFormats
      const same = !id && formats.find((one) => isSameFormat(one, format))
      if (same) {
        // The button was pressed twice.
        id = same.id
        form.path = `${paths.chartFormats}/${id}`
        return 'saved'
      }
      const all = id ? formats.map((one) => (one.id === id ? format : one)) : [...formats, format]
      const outcome = await saveFormats(
        deps,
        { formats: all, version, field: 'segment1Name' },
        settings,
        actor,
      )
      if (!id && outcome === 'saved') {
        const { chartFormats } = await deps.settings.afterSave()
        id = chartFormats.formats.find(({ name }) => name === format.name)?.id
        form.path = `${paths.chartFormats}/${id}`
      }
      return outcome
    },
    current: ({ chartFormats }) => chartFormats,
    savedMessage: (settings) => `The format ${formatIn(settings)?.name} is saved.`,
    compare: (settings, { format }) => differences(fields, wordsOf(formatIn(settings)), wordsOf(format)),
  }
  return form
}

export function formatRoutes(scope: FastifyInstance, deps: Deps) {
  async function formAt(request: FastifyRequest) {
    const id = rowNumberOf(request)
    const { formats } = (await deps.settings.at(request.user.revision)).chartFormats
    if (!formats.some((format) => format.id === id)) throw httpProblems.notFound()
    return id
  }

  async function answer(request: FastifyRequest, reply: FastifyReply, id?: number) {
    const body = (request.body ?? {}) as Record<string, unknown>
    const shown = /^\d{1,2}$/.test(String(body.rows)) ? Number(body.rows) : 0
    const form = formatForm(deps, { ...(id && { id }), rows: shown + (body.more ? atOnce : 0) })
    if (!body.more) return answerSave(request, reply, deps, form)
    const settings = await deps.settings.at(request.user.revision)
    return formPage(request, reply, form, settings, { submitted: form.read(body, settings).submitted })
  }

  const read = { config: { permission: 'settings.read' } } as const
  const change = { config: { permission: 'accounts.change', keptFields } } as const
  scope.get(paths.newChartFormat, { config: { permission: 'accounts.change' } }, (request, reply) =>
    answerPage(request, reply, deps, formatForm(deps, {})),
  )
  scope.post(paths.newChartFormat, change, (request, reply) => answer(request, reply))
  scope.get(`${paths.chartFormats}/:id`, read, async (request, reply) =>
    answerPage(request, reply, deps, formatForm(deps, { id: await formAt(request) })),
  )
  scope.post(`${paths.chartFormats}/:id`, change, async (request, reply) =>
    answer(request, reply, await formAt(request)),
  )
  formatListRoutes(scope, deps)
}
