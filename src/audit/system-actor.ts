import type { Actor } from './append.ts'

/** For what goes on by itself, because nobody asked for it at that moment. */
export const systemActor: Actor = { id: null, name: 'Utility Interfaces (by itself)', address: '' }
