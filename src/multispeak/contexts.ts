/** What a message of version 4.1 may be sent for, as the standard has it. */
export const contexts = ['Production', 'Testing', 'Development', 'Study', 'Training', 'Other']

/** A context in which nothing is real: what is told and answered in it is made up. Real servers write it in either case. */
export function isPractice(context: string) {
  return !['', 'production'].includes(context.trim().toLowerCase())
}
