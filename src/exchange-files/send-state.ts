/** How it is with a decision to send: its job's state until it has ended. */
export type SendState =
  | 'ready'
  | 'sending'
  | 'waiting'
  | 'sent'
  | 'unknown'
  | 'held'
  | 'needs-person'
  | 'canceled'

/** What became of a decision: since `writeBeganAt` it may have arrived. `jobState` is null where its job is gone. */
type Seen = {
  writeBeganAt: string | null
  sentAt: string | null
  canceledAt: string | null
  jobState: string | null
}

export function sendState({ writeBeganAt, sentAt, canceledAt, jobState }: Seen): SendState {
  if (sentAt !== null) return 'sent'
  if (canceledAt !== null) return 'canceled'
  switch (jobState) {
    case 'working':
      return 'sending'
    case 'ready':
    case 'waiting':
    case 'unknown':
    case 'held':
    case 'needs-person':
      return jobState
    default:
      // Its job was ended by a person at a terminal, which takes back nothing that may have arrived.
      return writeBeganAt === null ? 'canceled' : 'unknown'
  }
}

/** Nobody knows yet how it ends, and it goes on by itself. */
export const isGoingOn = (state: SendState) => state === 'ready' || state === 'sending' || state === 'waiting'

/** The file is there, or may be: sending it again could count it twice. */
export const mayHaveArrived = (state: SendState) => state === 'sent' || state === 'unknown'
