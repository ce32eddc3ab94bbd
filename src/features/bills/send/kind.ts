/** The kind of job that sends bills, and the connection that they go over. */
export const sendKind = 'bills.send'
export const billProvider = 'bill-provider'
