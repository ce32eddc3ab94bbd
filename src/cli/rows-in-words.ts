/** Of a number of rows by table, such as `43 tables with 12,345 rows`. */
export function rowsInWords(counts: Map<string, number>): string {
  const rows = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return `${counts.size} tables with ${rows.toLocaleString('en-US')} rows`
}
