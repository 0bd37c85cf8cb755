import type { Lang } from "#wire/live.ts";
import type { codes } from "../shell/codes.svelte.ts";
import type { HearsWords } from "./hearsWords.th.ts";

/** Of these dimensions all codes are known. */
const KINDS = ["bank", "province", "agency", "channel", "queue"] as const;

/** All subjects with a name, to choose some of. */
export const subjectOptions = (known: typeof codes, words: HearsWords, lang: Lang) =>
  KINDS.flatMap((kind) =>
    known.ofKind(kind, lang).map(({ code, name, searched }) => ({
      code: `${kind}:${code}`,
      name: words.named(words.kinds[kind]!, name),
      searched: `${words.kinds[kind]} ${searched}`,
    })),
  );

/** A code of a dimension, in words. */
export const codeName = (kind: string, code: string, known: typeof codes, lang: Lang): string =>
  known.ofKind(kind, lang).find((each) => each.code === code)?.name ?? code;

/** A subject as `subjectKey` writes it, in words. */
export function subjectName(subject: string, known: typeof codes, words: HearsWords, lang: Lang): string {
  const [kind = "", code = ""] = subject.split(/:(.*)/s);
  const said = Object.keys(words.kinds).includes(kind) ? words.kinds[kind]! : kind;
  return words.named(said, codeName(kind, code, known, lang));
}
