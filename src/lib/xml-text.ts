const marked = /[&<>"\t\n\r]/g
/** What no document of XML 1.0 can hold, in whichever way it is written; halves of a character too. */
const unwritable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/**
 * A text as it is written between tags and in an attribute alike. What XML cannot hold becomes U+FFFD, which says that
 * something was there.
 */
export function xmlText(text: string): string {
  return text.replace(unwritable, '\ufffd').replace(marked, (sign) => `&#${sign.charCodeAt(0)};`)
}
