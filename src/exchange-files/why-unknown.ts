import type { FileToSend, SendAnswer } from './send-kept-file.ts'

type Unsure = Exclude<SendAnswer, { is: 'sent' | 'not-arrived' }>

const bytes = (size: number) => `${size.toLocaleString('en-US')} bytes`

/** Why nobody knows whether a file arrived, in a sentence; `whom` is the other side, such as `the provider`. */
export function whyUnknown(answer: Unsure, { name, folder, size }: FileToSend, whom: string) {
  if (answer.is === 'another')
    return `There is a file ${name} in the folder ${folder}, with ${bytes(answer.size)} instead of ${bytes(size)}. Ask ${whom} what it has.`
  if (answer.is === 'absent')
    return `The file ${name} is not in the folder ${folder}. It never arrived, or ${whom} has taken it already. Ask ${whom} whether it has it.`
  return answer.sentence
}

/** Why a file cannot be looked for: it may have gone to another server than the connection leads to `now`. */
export function cannotLook({ place, name }: FileToSend, now: string, whom: string) {
  return `The file ${name} may have arrived for ${place}, and the connection leads to ${now} by now, so it cannot be looked for. Ask ${whom} whether it has it.`
}
