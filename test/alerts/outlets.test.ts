import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readOutlets, secretsOfOutlets } from "../../backend/settings/outlets.ts";

const folder = mkdtempSync(join(tmpdir(), "war-room-"));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
function file(text: string | object): string {
  const path = join(folder, `file-${++count}`);
  writeFileSync(path, typeof text === "string" ? text : JSON.stringify(text));
  return path;
}
const TOKEN = "a-token-of-the-line-channel-0123456789";
const GATEWAY = {
  url: "https://sms.example.go.th/send?key=the-key-in-the-address",
  headers: { authorization: "Bearer the-key-in-the-header" },
  body: '{"to":"{{to}}","text":"{{text}}"}',
  success: { path: "data.status", values: ["success"] },
};

describe("the settings of the services", () => {
  it("are none without their files", () => {
    expect(readOutlets({})).toEqual({ line: null, telegram: null, sms: null });
  });
  it("have the services' own addresses, or another one", () => {
    const of = { LINE_TOKEN_FILE: file(`${TOKEN}\n`), TELEGRAM_TOKEN_FILE: file(`1:${TOKEN}`) };
    const { line, telegram } = readOutlets({ ...of, TELEGRAM_URL: "http://127.0.0.1:8081/" });
    expect(line).toEqual({ url: "https://api.line.me", token: TOKEN });
    expect(telegram).toEqual({ url: "http://127.0.0.1:8081", token: `1:${TOKEN}` });
  });
  it("have a gateway with three parts at most, unless it says otherwise", () => {
    const { sms } = readOutlets({ SMS_GATEWAY_FILE: file(GATEWAY) });
    expect(sms).toEqual({ ...GATEWAY, method: "POST", mostParts: 3 });
  });
  it("hide what others could send with", () => {
    const all = readOutlets({ LINE_TOKEN_FILE: file(TOKEN), SMS_GATEWAY_FILE: file(GATEWAY) });
    expect(secretsOfOutlets(all).filter(Boolean)).toEqual([
      ...[TOKEN, "the-key-in-the-header", "the-key-in-the-address"],
    ]);
  });

  it.each<[string, () => NodeJS.ProcessEnv, string]>([
    [
      "an address without a token",
      () => ({ LINE_URL: "https://x.example" }),
      "LINE_URL is of no use without LINE_TOKEN_FILE",
    ],
    ["no such file", () => ({ LINE_TOKEN_FILE: join(folder, "none") }), "(LINE_TOKEN_FILE) cannot be read"],
    ["two lines", () => ({ TELEGRAM_TOKEN_FILE: file(`${TOKEN}\n${TOKEN}`) }), "must be one token"],
    ["a short token", () => ({ LINE_TOKEN_FILE: file("short") }), "must be one token"],
    [
      "a token in clear text over the network",
      () => ({ LINE_TOKEN_FILE: file(TOKEN), LINE_URL: "http://line.example" }),
      "LINE_URL must be an address like https://api.line.me",
    ],
    ["no JSON", () => ({ SMS_GATEWAY_FILE: file(`{"key": "${TOKEN}"`) }), "is no JSON"],
    ["a field that is unknown", () => ({ SMS_GATEWAY_FILE: file({ ...GATEWAY, succes: 1 }) }), "/succes"],
    ["no success", () => ({ SMS_GATEWAY_FILE: file({ ...GATEWAY, success: undefined }) }), "/success"],
    [
      "an address in clear text",
      () => ({ SMS_GATEWAY_FILE: file({ ...GATEWAY, url: "http://sms.example" }) }),
      "/url must be an address like https://",
    ],
    [
      "a field in the template that is unknown",
      () => ({ SMS_GATEWAY_FILE: file({ ...GATEWAY, body: "{{constructor}}{{to}}{{text}}" }) }),
      "there is no {{constructor}}; there are {{to}}, {{digits}}, {{national}}, {{text}}, {{id}}",
    ],
    [
      "no number in the template",
      () => ({ SMS_GATEWAY_FILE: file({ ...GATEWAY, body: "{{text}}" }) }),
      "must have {{text}}, and {{to}}, {{digits}} or {{national}}",
    ],
    [
      "no text in the template",
      () => ({ SMS_GATEWAY_FILE: file({ ...GATEWAY, body: "{{to}}" }) }),
      "must have {{text}}",
    ],
  ])("with %s are refused with a sentence, in which no secret is", (_what, environment, sentence) => {
    const given = environment();
    expect(() => readOutlets(given)).toThrow(sentence);
    expect(() => readOutlets(given)).not.toThrow(TOKEN);
  });
});
