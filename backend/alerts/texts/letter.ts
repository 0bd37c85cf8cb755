import type { Lang } from "#writing/lang.ts";
import type { Letter } from "../outbox/letterQueries.ts";
import { digestOf, type Message, messageOf, type Say, testMessage } from "./alert.ts";
import { groupOfText } from "./group.ts";
import { type NameOf, type Told, titleOf } from "./title.ts";

/** What a text needs to know beside its letter. */
export interface TextMeans {
  nameOf: NameOf;
  /**
   * The page of an episode, or of all, with what was known then, in epoch ms; at null as it is. Or of what a group
   * told.
   */
  linkOf: (of: number | { group: string } | null, at: number | null) => string;
}

const toldOf = ({
  rule,
  version,
  body,
  subject,
  cause,
  since,
  finding,
  foundAt,
}: NonNullable<Letter["about"]>): Told => ({
  rule: { id: rule, version, from: 0, ...body },
  subject,
  cause,
  since,
  finding,
  foundAt,
});

/** What a letter says, in its recipient's language or in another one. */
export function textOf(
  letter: Letter,
  folded: readonly Letter[],
  { nameOf, linkOf }: TextMeans,
  lang: Lang = letter.recipient.lang,
): Message {
  const { about, kind, repeat, madeAt, episode } = letter;
  if (kind === "test") return testMessage(lang, linkOf(null, null));
  if (kind === "group") {
    const members = folded.flatMap(({ about: of, kind: say }) =>
      of ? [{ say: say as Say, told: toldOf(of), resolvedAt: of.resolvedAt }] : [],
    );
    const at = { now: madeAt, mark: repeat > 0, link: linkOf({ group: letter.id }, madeAt) };
    return groupOfText(members, at, nameOf, lang);
  }
  if (kind === "digest" || kind === "report" || !about) {
    const items = folded.flatMap(({ about: of, kind: say }) =>
      of ? [{ say: say as Say, title: titleOf(toldOf(of), nameOf, lang) }] : [],
    );
    // As of the last that it tells: sent once more with the same, it says the same.
    const toldAt = Math.max(madeAt, ...folded.map((each) => each.madeAt));
    return digestOf(items, { link: linkOf(null, toldAt), mark: repeat > 0 }, lang);
  }
  // As of when it was made: a repetition with the same key says the same.
  const at = { now: madeAt, resolvedAt: about.resolvedAt, mark: repeat > 0, link: linkOf(episode, madeAt) };
  return messageOf(toldOf(about), kind, at, nameOf, lang);
}
