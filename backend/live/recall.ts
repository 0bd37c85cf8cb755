/** What commits changed: by kind of cell, the minutes (epoch ms) whose cells moved. */
export type Touched = ReadonlyMap<string, readonly number[]>;

/** What an answer is read from: these kinds of cells, in the minutes [from, until). No kinds: from none. */
export interface Basis {
  kinds: readonly string[];
  from: number;
  until: number;
}

/** The first and the last touched minute of a basis. */
export interface Span {
  first: number;
  last: number;
}

/**
 * Gives the answer of the reading before if nothing that it is read from was touched since; reads it otherwise.
 * @param key names the answer with every moment that it depends on
 * @param read gets the answer from before and the minutes that were touched, or null where it must read all
 */
export type Recall = <T>(
  key: string,
  basis: Basis,
  read: (known: { answer: T; span: Span } | null) => Promise<T>,
) => Promise<T>;

/** Answers by key, each with what it was read from. */
export type Answers = ReadonlyMap<string, { basis: Basis; answer: unknown }>;

/**
 * @param before the answers of the reading before; null: read everything
 * @param touched since then
 */
export function openRecall(before: Answers | null, touched: Touched): { recall: Recall; answers: Answers } {
  const answers = new Map<string, { basis: Basis; answer: unknown }>();
  const recall: Recall = async (key, basis, read) => {
    const known = before?.get(key) as { answer: Awaited<ReturnType<typeof read>> } | undefined;
    const span = known ? spanOf(basis, touched) : null;
    const answer = known && !span ? known.answer : await read(known && span ? { ...known, span } : null);
    answers.set(key, { basis, answer });
    return answer;
  };
  return { recall, answers };
}

/** Is any answer read from what was touched? Windows move on with time, so a later minute counts as inside. */
export function isTouched(answers: Answers, touched: Touched): boolean {
  return [...answers.values()].some(({ basis }) =>
    spanOf({ ...basis, until: Number.POSITIVE_INFINITY }, touched),
  );
}

/** Null: nothing of it was touched. */
export function spanOf({ kinds, from, until }: Basis, touched: Touched): Span | null {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const kind of kinds)
    for (const minute of touched.get(kind) ?? []) {
      if (minute < from || minute >= until) continue;
      first = Math.min(first, minute);
      last = Math.max(last, minute);
    }
  return first <= last ? { first, last } : null;
}

/** Both, as one. */
export function joinTouched(one: Touched, other: Touched): Touched {
  const joined = new Map(one);
  for (const [kind, minutes] of other)
    joined.set(kind, [...new Set([...(joined.get(kind) ?? []), ...minutes])]);
  return joined;
}
