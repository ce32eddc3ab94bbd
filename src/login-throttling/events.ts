import { event, type Field, named } from '../audit/event.ts'
import { failureMinutes, lockMinutes } from './lockout-limits.ts'

const only = (label: string, words: string): Field<true> => ({
  label,
  choices: [{ value: 'true', label: words }],
})

/** What a wrong try closed. */
export const closed = {
  locked: only('Account', `locked for ${lockMinutes} minutes`),
  addressShut: only('Network address', `blocked for ${failureMinutes} minutes`),
}

export const throttlingEvents = {
  codeRefused: event('code.refused', 'Set-up code refused', named, 'Typed a wrong set-up code', {
    optional: closed,
  }),
}
