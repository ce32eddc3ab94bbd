import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../../../deps.ts'
import { renderPage } from '../../../../http/render.ts'
import { takeDraft } from '../../../../http/request.ts'
import { fixedField, fixedRoles, submittedOf } from '../../../../import-profiles/columns-form.ts'
import { withTyped } from '../../../../import-profiles/words-form.ts'
import { momentIn } from '../../../../lib/dates.ts'
import type { FieldError, Submitted } from '../../../../lib/form.ts'
import { may } from '../../../../lib/permissions.ts'
import { findingsOf } from '../findings-store.ts'
import { isThere } from '../import-files.ts'
import type { Import } from '../import-store.ts'
import { findingsView, importPath, importView } from '../import-view.ts'
import { transactionsPurpose } from '../purpose.ts'
import { askedBy } from './asking.ts'
import type { Matching } from './matching.ts'
import { findMatching, servicesSetUp } from './matching-store.ts'
import { columnsView, proposedValues, wordsView } from './matching-view.ts'
import { serviceAsSetUp } from './propose-words.ts'

export const matchingButtons = { columns: 'Read the file like this', words: 'Save the profile and go on' }

type Sent = { status?: number; errors?: FieldError[]; submitted?: Submitted }

const signsAreNext = 'The words are matched. Now check the signs of their kinds.'

/** What somebody is asked before the file can be read: its columns, then its words and signs. */
export async function matchingPage(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  one: Import,
  sent: Sent = {},
) {
  const { organization } = await deps.settings.at(request.user.revision)
  const matching = (await findMatching(deps.db, one.id)) as Matching
  const { step } = matching
  const isColumns = step === 'columns'
  const draft = takeDraft(request, `${importPath(one.id)}/${step}`)
  const { status = 200, submitted = draft?.submitted, errors } = sent
  const draftIsBack = `You are signed in again and what you typed is back. Nothing is saved yet: press ${matchingButtons[step]}.`
  const flash = reply.takeFlash()
  const title = isColumns ? 'Match the columns' : 'Match the words and signs'
  return renderPage(request, reply.status(status), {
    template: isColumns ? 'transactions/match-columns' : 'transactions/match-words',
    title: `${title} - Transactions`,
    data: {
      errors,
      isUnsaved: submitted !== undefined,
      note: draft ? draftIsBack : flash === 'signs' ? signsAreNext : undefined,
      view: importView(one),
      reading: one.reading,
      moment: momentIn(organization.timeZone, one.startedAt),
      base: matching.base,
      isGone: !isThere(deps, one.file),
      mayImport: may(request.user.role, 'transactions.import'),
      ...(isColumns
        ? await columnsData(deps, one, matching, submitted)
        : await wordsData(deps, matching, submitted)),
    },
  })
}

async function columnsData(
  deps: Deps,
  { id, rowsRefused }: Import,
  matching: Matching,
  submitted?: Submitted,
) {
  const inAColumn = Object.fromEntries(
    fixedRoles(transactionsPurpose).map(([role]) => [fixedField(role), '']),
  )
  const services = await servicesSetUp(deps.db)
  const columns = matching.profile.columns.map(({ of, ...column }) => ({
    ...column,
    of: of === column.heading ? (serviceAsSetUp(services, of) ?? of) : of,
  }))
  const values = { ...inAColumn, ...(submitted ?? submittedOf({ ...matching.profile, columns })) }
  const findings = await findingsOf(deps.db, id)
  return {
    values,
    problems: rowsRefused,
    tables: findingsView(findings.filter(({ kind }) => kind === 'problem')),
    ...columnsView(matching, values),
  }
}

async function wordsData({ db }: Deps, matching: Matching, submitted?: Submitted) {
  const services = await servicesSetUp(db)
  const asking = askedBy(matching, services)
  const proposed = proposedValues(matching, asking)
  const values = submitted ?? withTyped(proposed, matching.typed, asking.asked)
  return {
    values,
    ...wordsView(asking, services, values),
  }
}
