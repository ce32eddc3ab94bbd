/** An act cannot be done as it was asked; the message says why and what to do, and nothing was changed. */
export class Refusal extends Error {}
