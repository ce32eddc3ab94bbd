import fc from 'fast-check'
import { expect, test } from 'vitest'
import { copiedInto, piecesOf, type ScriptPiece } from '../../src/lib/copy-script.ts'

const script = `--
\\restrict abc

SET statement_timeout = 0;
SET transaction_timeout = 0;
CREATE FUNCTION public.f() RETURNS trigger
    AS $$ begin; raise exception 'never; ?'; end $$;
COPY public.users (id, name) FROM stdin;
1\tAda
2\t\\\\.
\\N\tübér
\\.


COPY public.empty (id) FROM stdin;
\\.

SELECT pg_catalog.setval('public.users_id_seq', 2, true);
\\unrestrict abc
`

async function* inParts(bytes: Buffer, sizes: number[]) {
  let start = 0
  for (let n = 0; start < bytes.length; n++) {
    const size = sizes[n % sizes.length] as number
    yield bytes.subarray(start, start + size)
    start += size
  }
}

/** Pieces with what was handed over in several put together. */
async function read(text: string, sizes: number[]) {
  const found: unknown[] = []
  let rows = ''
  let count = 0
  for await (const piece of piecesOf(inParts(Buffer.from(text), sizes))) {
    if (typeof piece === 'object' && 'rows' in piece) {
      rows += piece.rows
      count += piece.count
    } else if (piece === 'end of rows') {
      found.push({ rows, count })
      rows = ''
      count = 0
    } else found.push(piece)
  }
  return found as (ScriptPiece & object)[]
}

test('a script is taken apart the same in whatever parts it comes', async () => {
  const whole = await read(script, [10_000])
  expect(whole).toEqual([
    { sql: expect.stringContaining("raise exception 'never; ?'; end $$;") },
    { copy: 'COPY public.users (id, name) FROM stdin;' },
    { rows: '1\tAda\n2\t\\\\.\n\\N\tübér\n', count: 3 },
    { copy: 'COPY public.empty (id) FROM stdin;' },
    { rows: '', count: 0 },
    { sql: expect.stringContaining('setval') },
  ])
  expect(JSON.stringify(whole), 'what is for psql, or for newer servers alone').not.toMatch(
    /restrict|transaction_timeout/,
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 }),
      async (sizes) => {
        expect(await read(script, sizes)).toEqual(whole)
      },
    ),
  )
})

test('a script that ends within a line or within rows is refused', async () => {
  const end = script.indexOf('2\t')
  for (const length of [end, end + 1, 60, script.indexOf('\\.\n\n\nCOPY')]) {
    await expect(read(script.slice(0, length), [50]), `${length}`).rejects.toThrow('cut short')
  }
})

test('a table and its columns are read from what copies into it', () => {
  expect(copiedInto('COPY public.users (id, "group", name) FROM stdin;')).toEqual({
    schema: 'public',
    table: 'users',
    columns: ['id', '"group"', 'name'],
  })
  expect(copiedInto('COPY "our ""own"". town".users (id) FROM stdin;')).toEqual({
    schema: 'our "own". town',
    table: 'users',
    columns: ['id'],
  })
})
