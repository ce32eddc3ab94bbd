/** A text inside a pattern of `like … escape '!'`, where its own signs mean nothing. */
export const escapeLike = (text: string) => text.replace(/[!%_]/g, '!$&')
