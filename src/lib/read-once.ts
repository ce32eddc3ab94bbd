const mostKept = 1_000
const longestKept = 100

/**
 * As `read`, which is asked once about each text: a million rows have few different dates and words. What it says of the
 * first thousand texts is kept, unless they are long, so that memory does not grow with a file.
 */
export function readOnce<Value>(read: (text: string) => Value): (text: string) => Value {
  const kept = new Map<string, Value>()
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined || kept.has(text)) return known as Value
    const value = read(text)
    if (kept.size < mostKept && text.length <= longestKept) kept.set(text, value)
    return value
  }
}
