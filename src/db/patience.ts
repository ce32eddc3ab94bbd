/** Milliseconds that the product waits for the database before it gives up and says so; 0 is without a limit. */
export type Patience = {
  /** For what another writes: SQLite's one writer, a lock in PostgreSQL. */
  turn: number
  /** For a connection to PostgreSQL. */
  connection: number
  /** For one statement in PostgreSQL. SQLite lies in a file, which does not fall silent. */
  statement: number
}

export const forPages: Patience = { turn: 10_000, connection: 5_000, statement: 20_000 }
/** For imports, updates and migrations: what they wait for may be another of them, and nobody looks at a page. */
export const forBulk: Patience = { turn: 600_000, connection: 5_000, statement: 0 }
/** For the question whether the database is there. */
export const forHealth: Patience = { turn: 2_000, connection: 2_000, statement: 2_000 }
