import type { Db } from '../db/db.ts'
import type { Deps } from '../deps.ts'
import type { Settings } from '../settings/snapshot.ts'

/**
 * `waiting` is tried again by itself, `unknown` may have been done and is only looked at, `held` and `needs-person` wait
 * for a decision.
 */
export type JobState = OpenState | 'done' | 'canceled'

/** Of what is not done yet: what is done gathers for years. */
export const openStates = ['ready', 'working', 'waiting', 'unknown', 'held', 'needs-person'] as const
export type OpenState = (typeof openStates)[number]

/** What is frozen in a job when it is added, and how it goes on. Instants are ISO 8601 in UTC. */
export type Job<Content = unknown> = {
  id: number
  kind: string
  /** Jobs of one connection are done one at a time. */
  connection: string
  /** However often it is asked for, it is one job. */
  key: string
  /** For `prepare` and `finish` what it was before it was begun: `unknown` asks to look, not to do it again. */
  state: JobState
  content: Content
  /** How often it was begun. */
  attempt: number
  dueAt: string | null
  /** Why it does not get on, in a sentence, and since when. */
  problem: string | null
  problemSince: string | null
  createdAt: string
  createdBy: number | null
  begunAt: string | null
  endedAt: string | null
}

/** What `finish` makes of an answer. `canceled`: somebody ended meanwhile what it was for. */
export type Ending =
  | { state: 'done' }
  | { state: 'canceled' }
  | { state: 'held' | 'needs-person' | 'unknown'; problem: string }
  /** `isReached`: it waits for something else than the other side, which answered. */
  | { state: 'waiting'; dueAt: string; problem: string; isReached?: true }

/** The slot of a schedule that is due: its key makes it one job, however many servers find it. */
type DueSlot<Content> = { connection: string; key: string; content: Content }

export type JobKind<Content, Work, Answer, Name extends string = string> = {
  /** Never changed, because jobs have it. */
  name: Name
  /** What people call it, such as `Send bills`. */
  label: string
  /** The process is ended then; the act's signal aborts a little before. */
  deadlineMs: number
  /** It talks with the other side: how it ends is how the connection is. */
  isExchange: boolean
  /** Where its work lies on the disk of one server: that one does it, another once it was left alone for a minute. */
  isHere?(deps: Deps, connection: string): boolean
  /** In the server, which alone has the keys: opens the login that the work needs, or knows the answer without any work. */
  prepare(
    deps: Deps,
    job: Job<Content>,
  ): Promise<{ work: Work } | { answer: Answer } | { needsPerson: string }>
  /** In the one transaction that moves the job on: its rows and its history. */
  finish(deps: Deps, trx: Db, job: Job<Content>, answer: Answer): Promise<Ending>
  /** Its process or its server ended without an answer: it is done again, or only looked at. */
  whenLost: 'again' | 'unknown'
  /** Instead of that, and where its act failed: what becomes of it, in the transaction that moves it on. */
  giveUp?(deps: Deps, trx: Db, job: Job<Content>): Promise<Ending>
  /**
   * Its try ended without an answer and may have done it: history is told, in the transaction that moves it on. What `finish`
   * makes unknown it tells itself.
   */
  noteUnknown?(deps: Deps, trx: Db, job: Job<Content>, problem: string): Promise<void>
  /** A backup was restored, so all of it may have been done since, whatever its own rows say. */
  noteRestored?(trx: Db, job: Job<Content>, at: string): Promise<void>
  /** For what goes on by a schedule: the latest slot that is due. Asked once a minute. */
  dueSlot?(settings: Settings, now: Date): DueSlot<Content> | undefined
}

// biome-ignore lint/suspicious/noExplicitAny: each kind knows its own types, and a list holds all of them
export type AnyJobKind = JobKind<any, any, any>

/** What the working process does for a kind. It talks to the other side and writes rows, and never has a key. */
export type JobAct<Work, Answer> = (
  context: { db: Db; now: () => Date; signal: AbortSignal },
  work: Work,
) => Promise<Answer>

type WorkOf<Kind> =
  Kind extends JobKind<infer _Content, infer Work, infer _Answer, infer _Name> ? Work : never
type AnswerOf<Kind> =
  Kind extends JobKind<infer _Content, infer _Work, infer Answer, infer _Name> ? Answer : never

/** For each kind that leaves work its act, by the name that jobs have. */
export type ActsOf<Kinds extends readonly AnyJobKind[]> = {
  [Kind in Kinds[number] as [WorkOf<Kind>] extends [never] ? never : Kind['name']]: JobAct<
    WorkOf<Kind>,
    AnswerOf<Kind>
  >
}

// biome-ignore lint/suspicious/noExplicitAny: as of the kinds
export type JobActs = Record<string, JobAct<any, unknown>>

/**
 * Whether it may be done by this very try, which began to do it at a moment: not where it is only looked at what an earlier
 * one may have done.
 */
export function isDoubtOf({ state, begunAt }: Job, beganAt: string | null): boolean {
  return beganAt !== null && (state !== 'unknown' || beganAt >= (begunAt ?? ''))
}

/** The names of kinds, and of those among them that talk to the other side. */
export function namesOf(kinds: readonly AnyJobKind[]) {
  const names = (some: readonly AnyJobKind[]) => some.map(({ name }) => name)
  return { all: names(kinds), exchanges: names(kinds.filter(({ isExchange }) => isExchange)) }
}
