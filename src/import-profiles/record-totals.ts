import { formatCents, formatSum } from '../lib/money.ts'
import { readAmount } from './exact-amount.ts'
import { cellAt } from './places.ts'
import { type FileRules, type RecordColumn, type RecordRule, wordKey } from './profile.ts'

/** A figure of a total record, and what was counted; both as people read them. */
export type Figure = { label: string; said: string; counted: string }

type Sums = { count: number; cents: number }

/** The rows since the last record of a kind, by the word for their kind. */
type Tally = { all: Sums; byWord: Map<string, Sums> }

export const newTally = (): Tally => ({ all: { count: 0, cents: 0 }, byWord: new Map() })

export function addTo({ all, byWord }: Tally, word: string, cents: number) {
  const key = wordKey(word)
  const sums = byWord.get(key) ?? { count: 0, cents: 0 }
  byWord.set(key, sums)
  for (const one of [all, sums]) {
    one.count += 1
    one.cents += cents
  }
}

/** What was counted of a column of a total record. */
export function countedFor({ holds, of }: RecordColumn, { all, byWord }: Tally, records: number): number {
  if (holds === 'records') return records
  const words = of.split(' ').filter((word) => word !== '')
  const found = words.length === 0 ? [all] : words.map((word) => byWord.get(wordKey(word)))
  return found.reduce((sum, sums) => sum + ((holds === 'count' ? sums?.count : sums?.cents) ?? 0), 0)
}

const isTotal = ({ holds }: RecordColumn) => holds === 'count' || holds === 'sum' || holds === 'records'

const labels = { count: 'Rows', sum: 'Amount', records: 'Records' }

/** What a word of the file for a kind means, in words. */
export type Meaning = (word: string) => string

function labelOfTotal({ holds, of }: RecordColumn, meaning: Meaning) {
  const label = labels[holds as keyof typeof labels]
  if (of === '') return label
  const words = of.split(' ').map((word) => {
    const means = meaning(word)
    return means === '' ? word : `${word} (${means})`
  })
  return `${label} of ${words.join(', ')}`
}

/** Compares each total record with the rows since the one of its kind before, and what comes after the last. */
export function totalsChecker({ records, isFixedWidth, decimals }: FileRules, meaning: Meaning) {
  const open = new Map(
    records
      .filter(({ is }) => is === 'totals')
      .map((rule) => [rule, { tally: newTally(), seen: 0, compared: 0 }]),
  )
  const figures: Figure[] = []
  let [isWrong, read] = [false, 0]

  function compare(column: RecordColumn, text: string, tally: Tally, line: number) {
    const counted = countedFor(column, tally, read)
    const isSum = column.holds === 'sum'
    const plain = text.replaceAll(',', '')
    const whole = /^\d{1,15}(?:\.0+)?$/.test(plain) ? Number(plain) : { wrong: text }
    const said = isSum ? readAmount(text, decimals) : whole
    const show = isSum ? formatSum : (count: number) => count.toLocaleString('en-US')
    const isSame = said === counted
    isWrong ||= !isSame
    const label = labelOfTotal(column, meaning)
    const isFirst = !figures.some((figure) => figure.label === label)
    // Of many total records only what a person has to look at is told after the first.
    if (isFirst || !isSame) {
      figures.push({
        label: isFirst ? label : `${label}, line ${line}`,
        said: typeof said === 'number' ? show(said) : `“${text}”`,
        counted: show(counted),
      })
    }
  }

  return {
    has: open.size > 0,
    countRecord() {
      read += 1
    },
    addRow(word: string, cents: number) {
      for (const { tally } of open.values()) addTo(tally, word, cents)
    },
    /** What of the record is there is compared: some end early. */
    takeTotals(rule: RecordRule, fields: string[], line: number) {
      const found = open.get(rule)
      if (!found) return
      const before = found.compared
      for (const column of rule.columns.filter(isTotal)) {
        const text = cellAt(fields, column.place, isFixedWidth)
        if (text === undefined || text === '') continue
        compare(column, text, found.tally, line)
        found.compared += 1
      }
      const isCompared = found.compared > before
      open.set(rule, { ...found, tally: isCompared ? newTally() : found.tally, seen: found.seen + 1 })
    },
    end() {
      for (const { tally, seen, compared } of open.values()) {
        // One that says no figure proves nothing.
        if (compared > 0 && tally.all.count === 0) continue
        isWrong = true
        const counted = `${tally.all.count.toLocaleString('en-US')}, ${formatCents(tally.all.cents)}`
        figures.push(
          compared === 0
            ? { label: 'Total record', said: seen === 0 ? 'none' : 'no figures', counted }
            : { label: 'Rows after the last total record', said: '0', counted },
        )
      }
      return { agrees: !isWrong, figures }
    },
  }
}
