import { FormReader, type FormResult, type Submitted } from '../lib/form.ts'
import { meaningOf, type Profile, wordKey } from './profile.ts'
import { signRules } from './profile-view.ts'
import { type Purpose, passedOver, roleOf } from './purpose.ts'

const longest = { name: 60, meaning: 40 }

/** The fields of the form, to keep while somebody signs in again. */
export const wordsFields = ['name', 'word-*', 'sign-*']

type Asked = { role: string; word: string }

/** What a word may mean where its meanings are known; undefined where it stands for itself or something typed. */
export function meaningChoices(purpose: Purpose, role: string) {
  const choices = roleOf(purpose, role)?.words?.choices
  return choices && [...choices, { value: passedOver, label: 'Skipped' }]
}

/** The meanings and signs of a profile as the form sends them, to put into the form. */
export function submittedWordsOf(profile: Profile, purpose: Purpose, asked: Asked[], name: string) {
  const words = asked.flatMap(({ role, word }, index) => {
    const meaning = meaningOf(profile, role, word) ?? ''
    if (!roleOf(purpose, role)?.words?.and) return [[`word-${index}`, meaning]]
    const [first = '', ...rest] = meaning.split(' ')
    return [
      [`word-${index}`, first],
      [`word-${index}-and`, rest.join(' ')],
    ]
  })
  const signs = Object.entries(profile.signs).map(([kind, rule]) => [`sign-${kind}`, rule])
  return { name, ...Object.fromEntries([...words, ...signs]) } as Record<string, string>
}

/**
 * What somebody typed about words before they went back to the columns, by role and word: after that, other words may be
 * asked about, and these again later.
 */
export type TypedWords = Record<string, string | undefined>

/** Adds what the form had that is not as proposed: what is as proposed is proposed anew, for the columns there are then. */
export function keepTyped(
  earlier: TypedWords | undefined,
  { submitted, proposed, asked }: { submitted: Submitted; proposed: Submitted; asked: Asked[] },
): TypedWords {
  const typed = Object.entries(submitted).map(([field, text]) => [
    typedKey(field, asked),
    text === proposed[field] ? undefined : text,
  ])
  return { ...earlier, ...Object.fromEntries(typed) }
}

/** The form as it is proposed, with what was typed earlier about the same words. */
export function withTyped(proposed: Submitted, typed: TypedWords | undefined, asked: Asked[]): Submitted {
  const fields = Object.entries(proposed)
  return Object.fromEntries(fields.map(([field, text]) => [field, typed?.[typedKey(field, asked)] ?? text]))
}

function typedKey(field: string, asked: Asked[]): string {
  const [, place, and = ''] = /^word-(\d+)(-and)?$/.exec(field) ?? []
  const one = asked[Number(place)]
  return one ? `${one.role}${and} ${wordKey(one.word)}` : field
}

/** Reads what the words that were asked about mean, the rules for the signs of `kinds`, and the profile's name. */
export function readWordsForm(
  body: unknown,
  purpose: Purpose,
  draft: Profile,
  { asked, kinds }: { asked: Asked[]; kinds: string[] },
): FormResult<{ name: string; profile: Profile }> {
  const form = new FormReader(body)
  const words = structuredClone(draft.words)
  for (const [index, one] of asked.entries()) {
    const meaning = readMeaning(form, purpose, one, `word-${index}`)
    const { [wordKey(one.word)]: _, ...others } = words[one.role] ?? {}
    // Left empty it was looked at too, so it is not asked about again.
    words[one.role] = { ...others, [wordKey(one.word)]: meaning === '' ? one.word : meaning }
  }
  const signs = { ...draft.signs }
  for (const kind of kinds) {
    const label = purpose.signs?.find(({ value }) => value === kind)?.label ?? kind
    signs[kind] = form.choice(`sign-${kind}`, `Signs of ${label}`, signRules)
  }
  return form.result({ name: readName(form), profile: { ...draft, words, signs } })
}

function readMeaning(form: FormReader, purpose: Purpose, { role, word }: Asked, field: string): string {
  const label = `What “${word}” means`
  const choices = meaningChoices(purpose, role)
  if (!choices) return form.identifier(field, label, { limit: longest.meaning })
  const raw = form.raw(field, label)
  const and = roleOf(purpose, role)?.words?.and
  const more = and ? form.identifier(`${field}-and`, `${and} of “${word}”`, { limit: longest.meaning }) : ''
  if (raw === '') {
    form.addError(field, `Choose what “${word}” means, or that its rows are skipped.`)
    return ''
  }
  const meaning = form.choice(field, label, choices)
  if (!and || meaning === passedOver) return meaning
  if (more === '') form.addError(`${field}-and`, `Type the ${and.toLowerCase()} that “${word}” is about.`)
  return `${meaning} ${more}`
}

/** The name that a profile is given, on its own form too. */
export function readName(form: FormReader) {
  return form.identifier('name', 'Name', {
    limit: longest.name,
    missing: 'Type a name for this profile, such as that of the program that wrote the file.',
  })
}
