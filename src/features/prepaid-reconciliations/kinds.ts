/** The kinds of job that make reconciliations and send them. */
export const makeKind = 'reconciliation.make'
export const sendKind = 'reconciliation.send'
