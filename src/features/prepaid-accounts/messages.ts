const accounts = (count: string | undefined) => (count === '1' ? '1 account' : `${count} accounts`)
const states = (count: string | undefined) => (count === '1' ? 'Its state says' : 'Their states say')

const messages: Record<string, string> = {
  // What a cookie says is looked up here: it finds nothing that objects have by themselves.
  __proto__: null as never,
  'going-on': 'It is done as soon as the connection is free. This page says how it ended.',
  canceled: 'Canceled. The vendor was told nothing of it.',
  decided: 'Noted. The account is as you said.',
  again: 'It is sent again as soon as the connection is free.',
  'meter-asked': 'The vendor is told of the new meter. This page says how it ended.',
  'meter-marked': 'Noted: the account has the new meter.',
}

/** What a page says after an act, by the code that was left for it. */
export function messageOf(flash: string | undefined): { message?: string } {
  const [code = '', one, two, three] = flash?.split('.') ?? []
  const numbers = [one, two, three].filter((part) => /^\d{1,6}$/.test(part ?? ''))
  if (numbers.length === 0) return messages[code] ? { message: messages[code] } : {}
  if (code === 'brought-in' && numbers.length === 3)
    return { message: `Brought in: ${one} new, ${two} changed; ${three} refused.` }
  const said: Record<string, string> = {
    __proto__: null as never,
    'enroll-asked': `The vendor is asked to enroll ${accounts(one)}. ${states(one)} how it ends.`,
    'unenroll-asked': `The vendor is asked to unenroll ${accounts(one)}. ${states(one)} how it ends.`,
    'enroll-marked': `Noted: ${accounts(one)} enrolled.`,
    'unenroll-marked': `Noted: ${accounts(one)} unenrolled.`,
    'vendor-same': `Noted: the vendor keeps the balances of ${accounts(one)} at its new address.`,
    'vendor-another': `${accounts(one)} made new. Check the balances, then enroll them.`,
    'status-asked': `The vendor is asked how ${one === '1' ? '1 account is' : `${one} accounts are`}.`,
  }
  return said[code] ? { message: said[code] } : {}
}
