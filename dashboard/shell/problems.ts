import type { Problem } from "../api/call.ts";
import type { Words } from "./problemWords.th.ts";

/** What a room itself says of a refusal, by its code. A proxy in between may answer with any code. */
export const refusalOf = (
  { refusals, refused }: { refusals: Record<string, string>; refused: string },
  code: string,
) => (Object.keys(refusals).includes(code) ? refusals[code]! : refused);

/** What was refused and what to do, in a sentence. */
export function sentenceOf({ code, retryAfter }: Problem, { known, wait, refused }: Words): string {
  return retryAfter === null ? (known.get(code) ?? refused) : wait(Math.ceil(retryAfter));
}
