import fc from "fast-check";

/** What is put where it does not belong: in the middle of a text, or as a whole one. */
const WEDGES = [
  ...["", "\u0000", "\ud800", "\ufffe", '"', "\\", "{", "]", ",", "null", "1e400", "-0", "\r\n", "__proto__"],
  ...["[".repeat(20_000), "9".repeat(500), "ก".repeat(300), '{"a":'.repeat(2_000)],
];

/** Ways to put something wrong into a text. */
export const SPOILING: fc.Arbitrary<(text: string) => string> = fc
  .record({ from: fc.nat(), length: fc.nat(40), wedge: fc.constantFrom(...WEDGES) })
  .map(({ from, length, wedge }) => (text) => {
    const at = from % (text.length + 1);
    return text.slice(0, at) + wedge + text.slice(at + length);
  });

/** Texts that were valid, with something wrong in them. */
export const spoiled = (valid: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(valid, SPOILING).map(([text, spoil]) => spoil(text));

/** Endless, in blocks, because drawing one by one is slow. */
export function* drawn<T>(arbitrary: fc.Arbitrary<T>, seed: number): Generator<T, never> {
  for (let block = 0; ; block++) yield* fc.sample(arbitrary, { numRuns: 500, seed: seed + block });
}
