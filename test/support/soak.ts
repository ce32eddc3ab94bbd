/** How often what hits a random moment is done: a few times with every change, many times in `npm run soak`. */
export const times = (few: number, many: number) => (process.env.SOAK ? many : few)
