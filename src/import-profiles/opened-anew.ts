import type { Submitted } from '../lib/form.ts'
import { type Profile, wordKey } from './profile.ts'
import type { Opened } from './propose-file.ts'

/** Whether a field of the columns' form says how the file is opened, not what a column is. */
export function isAboutOpening(field: string) {
  return field !== '' && field !== 'name' && !/^(column|of|fixed)-/.test(field)
}

/** How the file is to be opened, where a person changed that: then its columns are others. */
export function openedAnew(submitted: Submitted, draft: Profile): Opened | undefined {
  const { sheet = '', delimiter, encoding, headingLine } = submitted
  const opened = {
    delimiter: delimiter as Profile['delimiter'],
    encoding: encoding as Profile['encoding'],
    sheet: sheet.trim(),
    headingLine: Number(headingLine),
    hasHeading: submitted.hasHeading === 'on',
  }
  return opensAlike(opened, draft) ? undefined : opened
}

/** Whether two ways of opening a file make the same rows of it. */
export function opensAlike(one: Opened, other: Opened): boolean {
  const of = ({ headingLine, hasHeading, delimiter, encoding, sheet }: Opened) =>
    JSON.stringify([headingLine, hasHeading, delimiter, encoding, wordKey(sheet)])
  return of(one) === of(other)
}
