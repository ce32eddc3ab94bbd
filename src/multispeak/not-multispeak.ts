/** What came is no message of MultiSpeak, or none that is read here. */
export class NotMultiSpeak extends Error {
  /** As the end of a sentence that begins with it: `it is a web page`. */
  readonly why: string

  constructor(why: string) {
    super(why)
    this.name = 'NotMultiSpeak'
    this.why = why
  }
}
