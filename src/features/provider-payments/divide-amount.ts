/**
 * Divides whole cents in proportion to some parts, to the cent: what is left over goes to those that lost the most by
 * cutting, the first first. Parts that are not above zero get nothing; undefined where there is none.
 */
export function divideCents(cents: number, parts: { of: string; cents: number }[]) {
  const counted = parts.filter((part) => part.cents > 0)
  const all = counted.reduce((sum, part) => sum + BigInt(part.cents), 0n)
  if (all === 0n) return undefined
  const shares = counted.map(({ of, cents: part }, index) => {
    const exact = BigInt(cents) * BigInt(part)
    return { of, index, cents: Number(exact / all), lost: exact % all }
  })
  const left = cents - shares.reduce((sum, share) => sum + share.cents, 0)
  const byLoss = shares.toSorted((a, b) => (a.lost === b.lost ? a.index - b.index : a.lost > b.lost ? -1 : 1))
  for (const share of byLoss.slice(0, left)) share.cents++
  return shares.filter((share) => share.cents > 0).map(({ of, cents: share }) => ({ of, cents: share }))
}
