import type { XmlElement } from '../lib/xml-tree.ts'
import { isPractice } from './contexts.ts'
import { NotMultiSpeak } from './not-multispeak.ts'
import { versionIn } from './read-envelope.ts'
import type { Version } from './version.ts'

/** What the header of a question says; '' where it does not. */
export type RequestHeader = {
  userId: string
  password: string
  company: string
  messageId: string
  /** `Training` where nothing is real; version 3.0 has none. */
  context: string
}

const ours = 'MultiSpeakMsgHeader'

/** In which context an answer is, '' where it does not say so: no real server is refused for what else its header says or lacks. */
export function contextIn(headers: XmlElement[]): string {
  const said = headers.filter(({ name }) => name === ours).map(({ attributes }) => attributes.get('Context'))
  return said.find((context) => context !== undefined && isPractice(context)) ?? said[0] ?? ''
}

/** The header that names who asks. Throws NotMultiSpeak where there is none, or one that we would have to understand. */
export function readHeader(headers: XmlElement[]): { version: Version; header: RequestHeader } {
  const [found, second] = headers.filter(({ name }) => name === ours)
  if (!found) throw new NotMultiSpeak(`its header ${ours} is missing`)
  if (second) throw new NotMultiSpeak(`it has two headers ${ours}`)
  const version = versionIn(found.uri)
  if (!version) throw new NotMultiSpeak(`its header ${ours} is not of MultiSpeak 3.0 or 4.1`)
  const unknown = headers.find((one) => one !== found && one.mustBeUnderstood)
  if (unknown) throw new NotMultiSpeak('it has a header that must be understood and is not known here')
  const said = (name: string) => found.attributes.get(name) ?? ''
  return {
    version,
    header: {
      userId: said('UserID'),
      password: said('Pwd'),
      company: said('Company'),
      messageId: said('MessageID'),
      context: said('Context'),
    },
  }
}
