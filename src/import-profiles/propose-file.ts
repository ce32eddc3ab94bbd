import type { RowsOptions } from './open-rows.ts'
import type { Profile } from './profile.ts'
import { proposeProfile } from './propose.ts'
import { proposeColumns } from './propose-columns.ts'
import type { Purpose } from './purpose.ts'
import type { Sample } from './sample.ts'

/** How a person said that a file is opened; the rest is proposed. */
export type Opened = RowsOptions & Pick<Profile, 'headingLine' | 'hasHeading'>

/** What is proposed for a file that nothing recognizes: `rows` are its first ones, to know the columns by. */
export type FileProposal = { profile: Profile; remarks: string[]; rows: string[][] }

const mostRowsShown = 5

export function proposeFile(sample: Sample, purpose: Purpose, opened?: Opened): FileProposal {
  return opened ? proposeAs(sample, purpose, opened) : propose(sample, purpose)
}

function propose(sample: Sample, purpose: Purpose): FileProposal {
  const { profile, remarks } = proposeProfile(sample, purpose)
  const { headingLine, hasHeading } = profile
  const below = sample.rows.filter(({ line }) => line > headingLine || (line === headingLine && !hasHeading))
  return { profile, remarks, rows: below.slice(0, mostRowsShown).map(({ fields }) => fields) }
}

/** The columns of a file whose line of names a person has said. */
function proposeAs(
  sample: Sample,
  purpose: Purpose,
  { headingLine, hasHeading, ...opened }: Opened,
): FileProposal {
  const at = sample.rows.filter(({ line }) => line >= headingLine)
  const proposal = propose({ ...sample, rows: at }, purpose)
  const fields = at.map((row) => row.fields)
  const first = fields[0] ?? []
  const below = hasHeading ? fields.slice(1) : fields
  const names = hasHeading ? first : first.map(() => '')
  const columns = proposeColumns(names, below, purpose)
  return {
    ...proposal,
    profile: { ...proposal.profile, ...opened, headingLine, hasHeading, columns },
    rows: below.slice(0, mostRowsShown),
  }
}
