/** A mail with files, as its receiver reads it. */
export interface Letter {
  to: string;
  id: string;
  subject: string;
  text: string;
  files: { name: string; type: string; bytes: Buffer }[];
}

const header = (head: string, name: string) =>
  new RegExp(`^${name}: ([^\\r\\n]*(?:\\r\\n[ \\t][^\\r\\n]*)*)`, "im")
    .exec(head)?.[1]
    ?.replace(/\r\n[ \t]/g, " ") ?? "";

const word = (text: string) =>
  text.replace(/=\?utf-8\?([bq])\?([^?]*)\?=(?:\s+(?==\?))?/gi, (_, how: string, said: string) =>
    (how.toLowerCase() === "b"
      ? Buffer.from(said, "base64")
      : Buffer.from(
          said
            .replace(/_/g, " ")
            .replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
          "latin1",
        )
    ).toString(),
  );

const decoded = (head: string, body: string) =>
  /base64/i.test(header(head, "content-transfer-encoding"))
    ? Buffer.from(body, "base64")
    : Buffer.from(
        body
          .replace(/=\r\n/g, "")
          .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
        "latin1",
      );

const split = (text: string): [string, string] => {
  const at = text.indexOf("\r\n\r\n");
  return [text.slice(0, at), text.slice(at + 4)];
};

export function letterOf({ raw, to, messageId }: { raw: string; to: string; messageId: string }): Letter {
  const [head, body] = split(raw);
  const boundary = /boundary="([^"]+)"/.exec(header(head, "content-type"))?.[1];
  const parts: [string, string][] = boundary
    ? body
        .split(`--${boundary}`)
        .slice(1, -1)
        .map((part) => split(part.replace(/^\r\n/, "").replace(/\r\n$/, "")))
    : [[head, body]];
  const [first, ...others] = parts;
  return {
    to,
    id: messageId,
    subject: word(header(head, "subject")),
    text: decoded(...first!)
      .toString()
      .replace(/\r\n/g, "\n"),
    files: others.map(([its, content]) => ({
      name: /name="?([^";]+)"?/.exec(header(its, "content-disposition"))![1]!,
      type: header(its, "content-type").split(";")[0]!,
      bytes: decoded(its, content),
    })),
  };
}
