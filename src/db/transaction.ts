import type { Db } from './db.ts'

/** Thrown inside `transaction`: nothing that it wrote is kept, and its answer is this one. */
export class Rollback<Answer> extends Error {
  readonly answer: Answer
  constructor(answer: Answer) {
    super('rolled back')
    this.answer = answer
  }
}

/** What `act` answers, with all that it wrote or, where it throws, none of it. */
export async function transaction<Answer>(db: Db, act: (trx: Db) => Promise<Answer>): Promise<Answer> {
  try {
    return await db.transaction(act)
  } catch (error) {
    if (error instanceof Rollback) return error.answer
    throw error
  }
}
