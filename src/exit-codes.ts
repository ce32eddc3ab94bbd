/** What tells whoever started the product, or a command beside it, why it ended. docs/operations.md says what to do about each. */
export const exitCodes = {
  unforeseen: 1,
  setting: 2,
  alreadyRunning: 3,
  address: 4,
  folder: 5,
  noDatabase: 6,
  damaged: 7,
  noTown: 8,
  busy: 9,
  keyMissing: 10,
  keyWrong: 11,
  keyShort: 12,
  keyOpenToOthers: 13,
  keyMalformed: 14,
  keyUnreadable: 15,
  historyKeyMissing: 16,
  laterVersion: 17,
  certificate: 18,
  notLetIn: 19,
  rights: 20,
  movedAway: 21,
  readOnly: 25,
  full: 26,
  unfitServer: 27,
  /** As sysexits.h has it. */
  usage: 64,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
