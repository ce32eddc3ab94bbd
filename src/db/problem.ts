import { postgresProblem, said } from './postgres-problem.ts'
import { sqliteProblem } from './sqlite-problem.ts'
import { isClosed, troubleOf } from './trouble.ts'

/** Each has an exit code (src/exit-codes.ts). */
export type ProblemKind =
  | 'noDatabase'
  | 'certificate'
  | 'notLetIn'
  | 'rights'
  | 'readOnly'
  | 'unfitServer'
  | 'folder'
  | 'full'
  | 'damaged'
  | 'noTown'
  | 'busy'
  | 'laterVersion'
  | 'movedAway'

/** What keeps us from working with the database, in one sentence that says what to do. */
export type Problem = { kind: ProblemKind; words: string }

/** What a driver or the system says by its code, its message and where it happened. */
export type DatabaseError = NodeJS.ErrnoException & { hostname?: string; address?: string; port?: number }

/** What was seen before anything failed; the message is for people. */
export class Unusable extends Error {
  readonly kind: ProblemKind

  constructor(kind: ProblemKind, message: string) {
    super(message)
    this.kind = kind
  }
}

const movedMeanwhile: Problem = {
  kind: 'movedAway',
  words:
    'The town of this database was moved to another while this waited, and nothing was written here: do it again where it is now.',
}

/** Undefined for a fault of our own. */
export function databaseProblem(error: unknown): Problem | undefined {
  if (error instanceof Unusable) return { kind: error.kind, words: error.message }
  const fault = error as DatabaseError
  if (isClosed(fault)) return movedMeanwhile
  return postgresProblem(fault) ?? sqliteProblem(fault) ?? ofAnyDatabase(fault)
}

function ofAnyDatabase(error: DatabaseError): Problem | undefined {
  const trouble = troubleOf(error)
  if (trouble === 'busy') {
    return {
      kind: 'busy',
      words: 'The database is busy with other work: wait until that is done and try again.',
    }
  }
  if (trouble === 'full') {
    return {
      kind: 'full',
      words: 'The disk of the database is full: make room on it. What was saved before is kept.',
    }
  }
  if (trouble === 'away') {
    return {
      kind: 'noDatabase',
      words: `The database cannot be reached (${error.code ?? said(error)}): see that its server runs and its disk is there.`,
    }
  }
  return undefined
}
