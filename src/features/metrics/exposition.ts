/**
 * Prometheus' text format, version 0.0.4: what is told of one thing, its values each with their labels. Labels take few values:
 * each new set of them is a line as long as the process lives.
 */
type Labels = Readonly<Record<string, string>>
type Value = readonly [labels: Labels, value: number]

/** Names of values are with their unit: `_bytes`, `_seconds`, and `_total` where they only grow. */
export type Told = { name: string; help: string; type: 'counter' | 'gauge' | 'histogram'; lines: string[] }

export const contentType = 'text/plain; version=0.0.4; charset=utf-8'

const escaped = { '\\': '\\\\', '"': '\\"', '\n': '\\n' } as const

function inBraces(labels: Labels) {
  const pairs = Object.entries(labels).map(([name, value]) => {
    return `${name}="${value.replace(/[\\"\n]/g, (sign) => escaped[sign as keyof typeof escaped])}"`
  })
  return pairs.length > 0 ? `{${pairs.join()}}` : ''
}

/** What is so now. */
export function gauge(name: string, help: string, values: readonly Value[]): Told {
  return {
    name,
    help,
    type: 'gauge',
    lines: values.map(([labels, value]) => `${name}${inBraces(labels)} ${value}`),
  }
}

/** What has happened so often since the process began. */
export class Counter {
  readonly #name: string
  readonly #help: string
  readonly #values = new Map<string, number>()

  constructor(name: string, help: string, from: readonly Labels[] = []) {
    this.#name = name
    this.#help = help
    for (const labels of from) this.add(labels, 0)
  }

  add(labels: Labels = {}, by = 1) {
    const key = inBraces(labels)
    this.#values.set(key, (this.#values.get(key) ?? 0) + by)
  }

  told(): Told {
    const lines = [...this.#values].map(([labels, value]) => `${this.#name}${labels} ${value}`)
    return { name: this.#name, help: this.#help, type: 'counter', lines }
  }
}

type Counted = { labels: Labels; upTo: number[]; sum: number; count: number }

/** How often something was so much at most, for each of some limits. */
export class Histogram {
  readonly #name: string
  readonly #help: string
  readonly #limits: readonly number[]
  readonly #counted = new Map<string, Counted>()

  constructor(name: string, help: string, limits: readonly number[]) {
    this.#name = name
    this.#help = help
    this.#limits = limits
  }

  note(labels: Labels, value: number) {
    const key = inBraces(labels)
    const counted = this.#counted.get(key) ?? { labels, upTo: this.#limits.map(() => 0), sum: 0, count: 0 }
    this.#counted.set(key, counted)
    for (const [n, limit] of this.#limits.entries())
      if (value <= limit) counted.upTo[n] = (counted.upTo[n] ?? 0) + 1
    counted.sum += value
    counted.count += 1
  }

  told(): Told {
    const name = this.#name
    const lines = [...this.#counted.values()].flatMap(({ labels, upTo, sum, count }) => [
      ...this.#limits.map(
        (limit, n) => `${name}_bucket${inBraces({ ...labels, le: String(limit) })} ${upTo[n]}`,
      ),
      `${name}_bucket${inBraces({ ...labels, le: '+Inf' })} ${count}`,
      `${name}_sum${inBraces(labels)} ${sum}`,
      `${name}_count${inBraces(labels)} ${count}`,
    ])
    return { name, help: this.#help, type: 'histogram', lines }
  }
}

/** What was told as one text. Of what nothing is known now only its name stands there. */
export function write(all: readonly Told[]): string {
  return all
    .map(
      ({ name, help, type, lines }) =>
        `${[`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n')}\n`,
    )
    .join('')
}
