import type { Answers, Question } from '../../db/ask-together.ts'
import type { Db } from '../../db/db.ts'
import type { Period } from '../../lib/periods.ts'
import type { Permission } from '../../lib/permissions.ts'
import type { Settings } from '../../settings/snapshot.ts'
import type { MonthSums } from './month-sums.ts'

/** Some words, which may lead to what they are about. */
export type Part = { words: string; path?: string; isFile?: true }

/** A step of the month as its page shows it. */
export type Step = {
  label: string
  path: string
  isDone: boolean
  says: Part[]
  /** What it comes to, in short. */
  figure?: Part | undefined
  /** What to do about it, once everything before it is done; undefined while there is nothing to do. */
  act?: { label: string; path: string; permission: Permission } | undefined
}

/** What every step may need to know of the month. */
export type Situation = {
  month: Period
  settings: Settings
  /** Nothing can be posted to it. */
  isClosed: boolean
  /** YYYY-MM-DD in the town. */
  today: string
  now: Date
  sums: MonthSums
  /** In the town's words for it. */
  moment(at: string): string
}

/** The steps of one part of the work: what they ask the database, which is asked for all of them at once, and what they make of it. */
export type Steps = {
  asks(db: Db, month: Period, settings: Settings): Record<string, Question>
  tells(answers: Answers, situation: Situation): Step[]
}

/** How an interface is. */
export type InterfaceState = {
  label: string
  path: string
  chip: { words: string; mood?: 'good' | 'bad' | undefined }
  says: string
}
