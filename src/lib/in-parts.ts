/** A list in parts of at most so many, in its order: a statement takes only so many values, and others write between two. */
export function* inParts<Row>(rows: readonly Row[], most: number): Generator<Row[]> {
  for (let from = 0; from < rows.length; from += most) yield rows.slice(from, from + most)
}
