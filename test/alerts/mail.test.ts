/** What stands in a mail cannot become a line of its head, a recipient or another mail. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Mail, openMail, type SendMail } from "../../backend/alerts/channels/mail.ts";
import { openPostOffice, type Post } from "./receivers.ts";

let post: Post;
let send: SendMail;
beforeAll(async () => {
  post = await openPostOffice();
  send = openMail({ url: post.url, from: "AOC 1441 <aoc@centre.example>" });
});
afterAll(() => post.close());

const MAIL: Mail = {
  id: "mail-1",
  to: "duty@bank.example",
  subject: "A subject",
  text: "A text",
};
/** Sends it; gives the names of the lines of each head that the server got, and to whom each went. */
async function sent(mail: Partial<Mail>) {
  const before = post.got.length;
  const outcome = await send({ ...MAIL, ...mail });
  const got = post.got.slice(before);
  return {
    outcome,
    to: got.flatMap(({ recipients }) => recipients),
    raw: got.map(({ raw }) => raw).join("\n"),
    heads: got.map(({ raw }) =>
      raw
        .split("\r\n\r\n")[0]!
        .split("\r\n")
        .filter((line) => /^\S/.test(line))
        .map((line) => line.split(":")[0]!.toLowerCase()),
    ),
  };
}
const HEAD = [
  "from",
  "to",
  "subject",
  "message-id",
  "content-transfer-encoding",
  "date",
  "mime-version",
  "content-type",
];
const BREAKS = ["\r\n", "\n", "\r", "\r\n ", "\u2028", "\u0085", "\0\r\n", "%0d%0a", "=?utf-8?Q?=0D=0A?="];

describe("a mail with a line break in", () => {
  it.each(BREAKS.map((text) => [JSON.stringify(text), text]))(
    "its subject is one mail with the same head: %s",
    async (_, text) => {
      const subject = `Late${text}Bcc: thief@evil.example${text}${text}Another text`;
      const { to, heads } = await sent({ subject });
      expect(to).toEqual([MAIL.to]);
      expect(heads).toEqual([expect.arrayContaining(HEAD)]);
      expect(heads[0]).toHaveLength(HEAD.length);
    },
  );

  it.each(BREAKS.map((text) => [JSON.stringify(text), text]))(
    "the name of its file is one mail with the same head: %s",
    async (_, text) => {
      const name = `report${text}Bcc: thief@evil.example${text}${text}X.pdf`;
      const { to, heads, raw } = await sent({
        files: [{ name, type: "application/pdf", bytes: Buffer.from("%PDF") }],
      });
      expect(to).toEqual([MAIL.to]);
      expect(heads[0]!.sort()).toEqual(HEAD.filter((name) => name !== "content-transfer-encoding").sort());
      expect(raw).not.toMatch(/^bcc:/im);
    },
  );

  it.each([
    "duty@bank.example\r\nBcc: thief@evil.example",
    "duty@bank.example\nthief@evil.example",
    "duty@bank.example, thief@evil.example",
    "duty@bank.example;thief@evil.example",
    "thief@evil.example <duty@bank.example>",
    "Group: duty@bank.example, thief@evil.example;",
    "duty@bank.example>\r\nRCPT TO:<thief@evil.example",
  ])("its address goes to nobody else: %j", async (to) => {
    const { to: recipients, raw } = await sent({ to });
    expect(recipients.filter((each) => /thief/.test(each))).toEqual([]);
    expect(raw).not.toMatch(/^bcc:/im);
  });

  it("its text, also with a lone dot, is one mail", async () => {
    const text =
      "A text\r\n.\r\nMAIL FROM:<thief@evil.example>\r\nRCPT TO:<thief@evil.example>\r\nDATA\r\nMore";
    const { to } = await sent({ text });
    expect(to).toEqual([MAIL.to]);
    expect(post.got.at(-1)!.text.trim().replaceAll("\r\n", "\n")).toBe(text.replaceAll("\r\n", "\n"));
  });
});
