import { expect, it } from "vitest";
import { openLog } from "../../backend/log/log.ts";

const lines: string[] = [];
const { log } = openLog({ LOG_LEVEL: "trace" }, { write: (text: string) => void lines.push(text) });

it.each([
  ["a new line and a forged one", 'x\n{"level":30,"msg":"all is well"}'],
  ["a carriage return", "x\r\nINFO all is well"],
  ["what a terminal obeys", "x\u001b[2J\u0007\u0000"],
  ["quotes and brackets", '","level":10,"x":"'],
  ["half a character", "x\ud800"],
  ["a separator of lines of Unicode", "x\u2028y\u2029z\u0085"],
])("whatever is logged is one line of JSON with its time in UTC: %s", (_what, text) => {
  lines.length = 0;
  log.error({ path: text, err: new Error(text) }, text);
  expect(lines).toHaveLength(1);
  for (const sign of ["\n", "\r", "\u001b", "\u0000"])
    expect([sign, lines[0]!.slice(0, -1).includes(sign)]).toEqual([sign, false]);
  const line = JSON.parse(lines[0]!);
  expect(line).toMatchObject({ level: 50, err: { type: "Error" } });
  expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});
