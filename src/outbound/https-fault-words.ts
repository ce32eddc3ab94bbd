import type { FaultCode } from './fault.ts'
import type { About, Words } from './fault-words.ts'

/**
 * What only happens over HTTPS, in words; undefined where it may happen over any line. `found` is what the fault was found
 * by: a certificate, the line of an answer, what became of a message.
 */
export function httpsWords(about: About, code: FaultCode, found: string): Words | undefined {
  const { host, port, speaks = 'HTTPS' } = about
  const at = `${host}, port ${port}`
  const as = found && `: ${found}`
  switch (code) {
    case 'certificate-unknown':
      return {
        sentence: `The certificate of ${host} is of nobody who is trusted here${as}. It may be another server, so nothing was sent.`,
        forProvider: `${at}, shows a certificate that our system does not trust${as}. Which certificate authority is it of, and does the server send the certificates in between?`,
      }
    case 'certificate-expired':
      return {
        sentence: `The certificate of ${host} is not valid today${as}. Nothing was sent. If that date is right, the clock of this machine may be wrong.`,
        forProvider: `The certificate of ${at}, is not valid today${as}. When will you renew it?`,
      }
    case 'certificate-other-name':
      return {
        sentence: `The certificate that ${host} shows is for another name${as}. It may be another server, so nothing was sent.`,
        forProvider: `${at}, shows a certificate for another name${as}. Under which name is the server reached?`,
      }
    case 'not-tls':
      return {
        sentence: `What answers at ${host} on port ${port} does not speak HTTPS. Nothing was sent.`,
        forProvider: `At ${at}, something other than HTTPS answers. At which address do you offer ${speaks}?`,
      }
    case 'redirected':
      return {
        sentence: `The server ${host} refers to another address. It is not followed, because the password would go there too.`,
        forProvider: `${at}, refers us to another address. Which one is the right one for ${speaks}?`,
      }
    case 'refused':
      return {
        sentence: `The server ${host} refuses what it is asked${as}.`,
        forProvider: `${at}, refuses our ${speaks} request${as}. Must our address be allowed first, or is this the wrong address?`,
      }
    case 'no-service':
      return {
        sentence: `The server ${host} has nothing at this address${as}. What follows the name may be misspelled.`,
        forProvider: `${at}, has nothing at the address that we were given${as}. Under which address do you offer ${speaks}?`,
      }
    case 'not-multispeak':
      return {
        sentence: `The server ${host} answers, but not in ${speaks}${as}.`,
        forProvider: `${at}, answers our request with something other than ${speaks}${as}. Is this the right address and version?`,
      }
    case 'not-production':
      return {
        sentence: `The server ${host} answers as its ${found}. Nothing is real there, so nothing of what it says is kept.`,
        forProvider: `${at}, answers us as its ${found}. Under which address, and with which login, do you answer for production?`,
      }
    case 'too-large':
      return {
        sentence: `The answer of ${host} is larger than can be taken${as}.`,
        forProvider: `${at}, answers with more than we can take${as}. Can it answer with less?`,
      }
    case 'vendor-error':
      return {
        sentence: `The server ${host} answers with an error${as}`,
        forProvider: `${at}, answers us with an error${as}`,
      }
    case 'server-failed':
      return {
        sentence: `The server ${host} says that it cannot do it now${as}.`,
        forProvider: `${at}, fails when we ask it${as}. Is the server in order?`,
      }
    case 'answer-lost':
      return {
        sentence: `${found} Whether ${host} did it is not known here.`,
        forProvider: `${found} Did ${at}, do it?`,
      }
    default:
      return undefined
  }
}
