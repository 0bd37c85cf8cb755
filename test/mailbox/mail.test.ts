/** The mail server of a demo: what it takes, what it refuses, and that nothing which comes stops it or fills it up. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { createTransport } from "nodemailer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMail } from "../../backend/alerts/channels/mail.ts";
import { realClock } from "../../backend/kit/clock.ts";
import { type Mailbox, openMailbox } from "../../backend/mailbox/mailbox.ts";

let mailbox: Mailbox;
beforeEach(async () => {
  mailbox = await openMailbox({ clock: realClock });
});
afterEach(() => mailbox.close());

const TO = "duty@example.go.th";
const mail = { id: "1", to: TO, subject: "แจ้งเหตุ: กสิกรไทย", text: "บรรทัดหนึ่ง\nhttps://a.example/1" };
const send = (more: object = {}) => openMail(mailbox.mail)({ ...mail, ...more });
/** As it stands, whatever it is. */
const sendRaw = (raw: string | Buffer) =>
  createTransport(mailbox.mail.url).sendMail({ envelope: { from: TO, to: TO }, raw } as never);
const subjects = () => mailbox.rows().map((row) => row.mail?.subject);
/** The next mail arrives. */
async function goesOn() {
  expect(await send({ subject: "the next" })).toMatchObject({ kind: "sent", code: "250" });
  expect(subjects()[0]).toBe("the next");
}

it("keeps of a mail what its recipient has: heads, both texts, the picture that it shows and the files at it", async () => {
  const [png, pdf] = [randomBytes(70_000), randomBytes(200_000)];
  const shown = { picture: { png, alt: "รูป" }, link: "https://a.example/1", lang: "th" };
  const files = [{ name: "daily.pdf", type: "application/pdf", bytes: pdf }];
  expect(await send({ shown, files })).toMatchObject({ kind: "sent" });
  const [row, ...others] = mailbox.rows();
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    ...{ channel: "mail", to: TO, text: mail.text },
    mail: {
      from: "AOC 1441 <alerts@aoc1441.example>",
      subject: mail.subject,
      html: expect.stringMatching(/<p[^>]*>บรรทัดหนึ่ง<\/p>.*<img src="cid:figure@war-room-1441"/),
    },
  });
  const parts = row!.mail!.files;
  expect(parts.map(({ cid, ...part }) => ({ ...part, isShown: cid === "figure@war-room-1441" }))).toEqual(
    expect.arrayContaining([
      { name: "figure.png", type: "image/png", size: png.length, isShown: true },
      { name: "daily.pdf", type: "application/pdf", size: pdf.length, isShown: false },
    ]),
  );
  const contentOf = (name: string) =>
    mailbox.file(
      row!.id,
      parts.findIndex((part) => part.name === name),
    )?.content;
  expect(contentOf("figure.png")).toEqual(png);
  expect(contentOf("daily.pdf")).toEqual(pdf);
  expect(mailbox.file(row!.id, 2)).toBeNull();
  expect(mailbox.file(row!.id + 1, 0)).toBeNull();
});

it.each([
  ["another password", (url: string) => url.replace(/:[^:@]+@/, ":another@")],
  ["no password", (url: string) => url.replace(/\/\/.*@/, "//")],
])("takes nothing of whoever has %s", async (_, changed) => {
  const { url, from } = mailbox.mail;
  expect(await openMail({ url: changed(url), from })(mail)).not.toMatchObject({ kind: "sent" });
  expect(mailbox.rows()).toEqual([]);
  await goesOn();
});

it.each([
  ["mail", () => mailbox.mail.url],
  ["other messages", () => mailbox.outlets.line.url],
])("listens for %s at one address, which no other machine reaches", async (_, url) => {
  const { hostname, port } = new URL(url());
  expect(hostname).toBe("127.0.0.1");
  // Another one of this machine: what listens everywhere would answer.
  const socket = connect(Number(port), "127.0.0.2");
  await expect(once(socket, "connect")).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

describe("what comes wrong", () => {
  it("is refused if it is too large, and nothing of it is kept", async () => {
    const files = [{ name: "large.bin", type: "application/pdf", bytes: randomBytes(7_000_000) }];
    expect(await send({ files })).toEqual({ kind: "refused", code: "552", why: "refused-by-receiver" });
    expect(mailbox.rows()).toEqual([]);
    await goesOn();
  });

  const nested = (depth: number) =>
    Array.from({ length: depth }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}`)
      .concat("Content-Type: text/plain\r\n\r\ndeep")
      .join("\r\n");
  it.each([
    ["is nested too deeply", nested(50)],
    ["has too long a head", `X-Long: ${"a ".repeat(100_000)}\r\n\r\ntext`],
  ])("is refused if it %s", async (_, raw) => {
    await expect(sendRaw(raw)).rejects.toMatchObject({ responseCode: 554 });
    expect(mailbox.rows()).toEqual([]);
    await goesOn();
  });

  it.each([
    ["nothing", ""],
    ["no head", "just words"],
    ["bytes of chance", randomBytes(50_000)],
    ["a boundary that never ends", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"],
    ["a letter set that nobody has", "Content-Type: text/plain; charset=x-none\r\n\r\nwords"],
    [
      "a picture that is no base64",
      "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%",
    ],
    ["a subject that is cut", "Subject: =?utf-8?B?4LmB4LiI?= =?utf-8?Q?=E0=B9\r\n\r\n"],
  ])("is kept as it can be read: %s", async (_, raw) => {
    await sendRaw(raw);
    expect(mailbox.rows()).toHaveLength(1);
    expect(typeof mailbox.rows()[0]!.mail!.subject).toBe("string");
    await goesOn();
  });

  it("leaves nothing if its sender is gone in the middle", async () => {
    const { port, password } = new URL(mailbox.mail.url);
    const socket = connect(Number(port), "127.0.0.1");
    const plain = Buffer.from(`\0demo\0${password}`).toString("base64");
    const lines = ["EHLO a", `AUTH PLAIN ${plain}`, `MAIL FROM:<${TO}>`, `RCPT TO:<${TO}>`, "DATA"];
    let said = "";
    await new Promise<void>((resolve) =>
      socket.on("data", (piece) => {
        said += piece;
        if (!/^\d{3} .*\r\n$/m.test(said)) return;
        const line = lines.shift();
        said = "";
        if (line) return socket.write(`${line}\r\n`);
        socket.write("Subject: half\r\n\r\nof a ma", () => resolve());
      }),
    );
    socket.destroy();
    await goesOn();
    expect(subjects()).toEqual(["the next"]);
  });
});

describe("a mailbox that is full", () => {
  it("keeps the newest hundred", async () => {
    for (let n = 0; n < 103; n++) await send({ subject: `mail ${n}` });
    expect(subjects()).toEqual(Array.from({ length: 100 }, (_, n) => `mail ${102 - n}`));
  });

  it("keeps of large mails as many as have room, and no file of those that went", async () => {
    const sizes: number[] = [];
    for (let n = 0; n < 13; n++) {
      const bytes = randomBytes(4_200_000);
      expect(
        await send({ subject: `mail ${n}`, files: [{ name: "a.pdf", type: "application/pdf", bytes }] }),
      ).toMatchObject({ kind: "sent" });
      sizes.push(mailbox.rows().length);
    }
    expect(sizes.at(-1)).toBe(Math.max(...sizes));
    expect(sizes.at(-1)).toBeLessThan(13);
    expect(subjects()[0]).toBe("mail 12");
    const [oldest] = mailbox.rows().slice(-1);
    expect(mailbox.file(oldest!.id, 0)?.content.length).toBe(4_200_000);
    expect(mailbox.file(oldest!.id - 1, 0)).toBeNull();
  });
});
