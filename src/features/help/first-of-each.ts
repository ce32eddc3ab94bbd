/** The first row of each kind: enough to see what a file looks like. */
export function firstOfEach(rows: string[][], kindOf: (row: string[]) => string | undefined): string[][] {
  return [...Map.groupBy(rows, kindOf).values()].map(([first]) => first as string[])
}
