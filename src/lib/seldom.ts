/** So many are told apart at once; what comes beyond is counted as one. */
const mostKeys = 1_000

type Say = (again: number) => void
type Said = { again: number; say: Say; timer: NodeJS.Timeout }

/**
 * Says at once what anybody can cause as often as they like, and then at most once a minute how often it came again: a line
 * for each would fill the disk.
 */
export class Seldom {
  readonly #said = new Map<string, Said>()

  tell(key: string, say: Say) {
    const own = this.#said.has(key) || this.#said.size < mostKeys ? key : ''
    const said = this.#said.get(own)
    if (said) {
      said.again += 1
      said.say = say
      return
    }
    say(0)
    const timer = setInterval(() => this.#sayAgain(own), 60_000).unref()
    this.#said.set(own, { again: 0, say, timer })
  }

  /** Says what is left to be said. */
  end() {
    for (const { again, say, timer } of this.#said.values()) {
      clearInterval(timer)
      if (again > 0) say(again)
    }
    this.#said.clear()
  }

  #sayAgain(key: string) {
    const said = this.#said.get(key)
    if (said && said.again > 0) {
      said.say(said.again)
      said.again = 0
      return
    }
    clearInterval(said?.timer)
    this.#said.delete(key)
  }
}
