import type { Send } from './sends-store.ts'

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

type Seen = Pick<Send, 'writeBeganAt' | 'sentAt' | 'canceledAt' | 'jobState'>

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

/** The file is there, or may be: sending it again could bill customers twice. */
export const mayHaveArrived = (state: SendState) => state === 'sent' || state === 'unknown'
