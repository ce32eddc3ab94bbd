import type { ToolRead } from './other-tools.ts'
import type { PageTimes } from './page-times.ts'

const acts = ['import', 'report', 'run', 'export', 'undo'] as const
export type Act = (typeof acts)[number]

export type Figures = {
  engine: string
  size: number
  /** Seconds. */
  took: Record<Act, number>
  /** Megabytes at most: of the server's process, and of the one that imports. */
  serverPeak: number
  importPeak: number
  pages: { idle: PageTimes; import: PageTimes; run: PageTimes }
  balances: Record<string, number>
  /** Times a tab. */
  home: number
}

type Reads = { tool: string; size: number; read: ToolRead | undefined }[]

const mostMemoryApart = 64

/** How far the bench is; the last size takes many minutes, so each figure is said as soon as it is known. */
export function say(words: string) {
  process.stderr.write(`${words}\n`)
}

const number = (value: number) => value.toLocaleString('en-US')
const short = (value: number) => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)

function line(name: string, ...values: string[]) {
  console.log(name.padEnd(30) + values.map((value) => value.padStart(12)).join(' '))
}

export function printFigures(figures: Figures[], reads: Reads) {
  console.log('\nSeconds through the pages; export is the file of the batch. PostgreSQL runs without fsync.')
  line('transactions', ...acts)
  for (const { engine, size, took } of figures) {
    line(`${number(size).padStart(9)}  ${engine}`, ...acts.map((act) => took[act].toFixed(3)))
  }
  console.log('\nTimes as long for times as many rows')
  for (const [before, after] of grown(figures)) {
    line(
      `x ${number(after.size / before.size)}  ${after.engine}`,
      ...acts.map((act) => `x ${short(after.took[act] / before.took[act])}`),
    )
  }
  console.log('\nMB of memory at most')
  line('transactions', 'server', 'its import')
  for (const { engine, size, serverPeak, importPeak } of figures) {
    line(`${number(size).padStart(9)}  ${engine}`, serverPeak.toFixed(0), importPeak.toFixed(0))
  }
  console.log('\nHome with all of them waiting: times as long as the General Ledger tab')
  for (const { engine, size, home } of figures)
    line(`${number(size).padStart(9)}  ${engine}`, `x ${short(home)}`)
  console.log('\nMilliseconds of the General Ledger tab, asked for every 10 ms')
  line('transactions', 'idle p50', 'p99', 'import p50', 'p99', 'run p50', 'p99', '  pages asked for')
  for (const { engine, size, pages } of figures) {
    const { idle, import: imported, run } = pages
    line(
      `${number(size).padStart(9)}  ${engine}`,
      ...[idle, imported, run].flatMap(({ p50, p99 }) => [p50.toFixed(1), p99.toFixed(1)]),
      [idle, imported, run].map(({ count }) => ` ${count}`).join(''),
    )
  }
  console.log(
    '\nThe same balances by the tools, each from a file of one journal transaction (two postings, no tags) for each utility\ntransaction; our report is asked for as a page and counts the register of the database: times as long as ours',
  )
  line('transactions', 'seconds', 'MB', '/ SQLite', '/ PostgreSQL', 'balances')
  for (const { tool, size, read } of reads) {
    const own = (engine: string) => figures.find((one) => one.engine === engine && one.size === size)
    const ratio = (engine: string) =>
      read ? `x ${short(read.seconds / (own(engine)?.took.report ?? Number.NaN))}` : ''
    line(
      `${number(size).padStart(9)}  ${tool}`,
      ...(read
        ? [short(read.seconds), read.peak.toFixed(0), ratio('SQLite'), ratio('PostgreSQL')]
        : ['not here', '', '', '']),
      read ? (areAlike(read, figures, size) ? 'as ours' : 'DIFFERENT') : '',
    )
  }
}

function areAlike({ balances }: ToolRead, figures: Figures[], size: number) {
  const theirs = JSON.stringify(balances)
  return figures.every((one) => one.size !== size || JSON.stringify(one.balances) === theirs)
}

/** Each size with the one before it, engine by engine. */
function grown(figures: Figures[]): [Figures, Figures][] {
  return figures.flatMap((after) => {
    const before = figures.findLast(({ engine, size }) => engine === after.engine && size < after.size)
    return before ? [[before, after] as [Figures, Figures]] : []
  })
}

export function printVerdicts(figures: Figures[], reads: Reads) {
  const verdict = (wanted: string, isMet: boolean, is: string) =>
    console.log(`${isMet ? 'yes' : 'NO '}  ${wanted.padEnd(76)} ${is}`)
  console.log('\nWanted')
  for (const engine of new Set(figures.map((one) => one.engine))) {
    const own = figures.filter((one) => one.engine === engine)
    const growth = grown(own).flatMap(([before, after]) =>
      acts.map((act) => {
        const rows = after.size / before.size
        return { words: `${act} at ${number(after.size)}`, of: after.took[act] / before.took[act] / rows }
      }),
    )
    const limit = growth.toSorted((a, b) => b.of - a.of)[0]
    if (limit) {
      const is = `${short(limit.of)} times the rows (${limit.words})`
      verdict(`${engine}: time grows no faster than the rows`, limit.of <= 1, is)
    }
    for (const [name, of] of [
      ['server', 'serverPeak'],
      ['import', 'importPeak'],
    ] as const) {
      // An import that is over before anybody looked has no figure.
      const peaks = own.map((one) => one[of]).filter((peak) => peak > 0)
      const apart = Math.max(...peaks) - Math.min(...peaks)
      const wanted = `${engine}: memory of the ${name} the same at every size, within ${mostMemoryApart} MB`
      verdict(wanted, apart <= mostMemoryApart, `${apart.toFixed(0)} MB apart`)
    }
    const last = own.at(-1) as Figures
    const fastest = reads
      .filter(({ size, read }) => size === last.size && read)
      .toSorted((a, b) => (a.read?.seconds ?? 0) - (b.read?.seconds ?? 0))[0]
    if (fastest?.read) {
      const times = fastest.read.seconds / last.took.report
      const wanted = `${engine}: report of ${number(last.size)} faster than the fastest tool reads them`
      verdict(wanted, times > 1, `${short(times)} times as fast as ${fastest.tool}`)
    }
    for (const act of ['import', 'run'] as const) {
      const times = last.pages[act].p99 / last.pages.idle.p99
      const is = `${short(times)} times (${last.pages[act].count} pages)`
      verdict(
        `${engine}: p99 of a page during the ${act} of ${number(last.size)} under twice idle`,
        times < 2,
        is,
      )
    }
  }
}
