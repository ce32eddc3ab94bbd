import { leaf } from './envelope.ts'

/** What was not done of a call, and why. */
export function errorObject(objectID: string, text: string, at: Date) {
  return leaf('errorObject', text, {
    ...{ objectID, errorString: text, nounType: 'ppmLocation', eventTime: at.toISOString() },
  })
}

export const unknown = 'There is no prepaid account of this number here.'
