/** Listens where it did last time; 0 takes any port that is free. */
export async function onSamePort<Server>(
  last: number,
  listen: (port: number) => Promise<Server>,
): Promise<Server> {
  try {
    return await listen(last)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    // The town before this one may still have it, or another sample town.
    return listen(0)
  }
}
