/** The kind of job that sends bills. */
export const sendKind = 'bills.send'
