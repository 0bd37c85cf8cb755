import { randomInt } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ALPHABET, CODE_LETTERS, newCode } from "../../backend/displays/code.ts";
import { cookieOf, tokenIn } from "../../backend/displays/cookie.ts";
import { qrOf } from "../../backend/displays/qr.ts";
import { agentOf } from "../../backend/writing/agents.ts";
import { codeIn, spaced } from "../../dashboard/screens/pairing.ts";

describe("a code", () => {
  it("has no letter or digit that is taken for another one", () => {
    expect(ALPHABET).toBe("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".replace(/[0OQ1IL2Z]/g, ""));
  });
  it("is drawn from all of them alike", () => {
    const letters = Array.from({ length: 2_000 }, () => newCode(randomInt)).join("");
    expect(letters).toHaveLength(2_000 * CODE_LETTERS);
    for (const letter of ALPHABET) {
      // Of 12,000 letters 429 of each are expected, with a standard deviation of 20.
      const count = letters.split(letter).length - 1;
      expect(count).toBeGreaterThan(300);
      expect(count).toBeLessThan(560);
    }
  });
  it.each([
    ["K7M4R9", "K7M4R9"],
    ["k7m 4r9", "K7M4R9"],
    [" K7M-4R9 ", "K7M4R9"],
    ["K7M4R", null],
    ["K7M4R99", null],
    ["K7M4R0", null],
    ["K7M4RL", null],
    ["K7M4R2", null],
    ["", null],
  ])("is read as a person writes it: %j", (written, code) => {
    expect(codeIn(written)).toBe(code);
  });
  it("is read whatever is drawn, and written in two groups", () => {
    for (const letter of ALPHABET) expect(codeIn(letter.repeat(6))).toBe(letter.repeat(6));
    expect(spaced("K7M4R9")).toBe("K7M 4R9");
  });
});

describe("the cookie", () => {
  const token = "a".repeat(43);
  it.each<[string, string | undefined, boolean, string | null]>([
    ["alone", `display=${token}`, false, token],
    ["among others", `a=b; display=${token}; c=d`, false, token],
    ["over https", `__Host-display=${token}`, true, token],
    ["not that of http over https, which another host may have set", `display=${token}`, true, null],
    ["not that of https over http", `__Host-display=${token}`, false, null],
    ["not one of another name", `xdisplay=${token}`, false, null],
    ["not what is no token", "display=abc", false, null],
    ["not what has more", `display=${token}a`, false, null],
    ["none", undefined, false, null],
    ["an empty one", "", false, null],
  ])("is read: %s", (_what, header, isSecure, expected) => {
    expect(tokenIn(header, isSecure)).toBe(expected);
  });
  it("is kept from scripts and from pages of other sites, and over https from other hosts", () => {
    const rest = `=${token}; Path=/; Max-Age=60; HttpOnly; SameSite=Strict`;
    expect(cookieOf(token, 60, false)).toBe(`display${rest}`);
    expect(cookieOf(token, 60, true)).toBe(`__Host-display${rest}; Secure`);
  });
});

describe("a browser", () => {
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
  it.each<[string, string | null, string | null, string | null]>([
    [
      "a Chromium",
      `Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/120.0.0.0 Safari/537.36`,
      "Chrome",
      "Linux",
    ],
    [
      "an LG television",
      `Mozilla/5.0 (Web0S; Linux/SmartTV) ${webkit} Chrome/87.0.4280.88 Safari/537.36 WebAppManager`,
      ...(["Chrome", "webOS TV"] as const),
    ],
    [
      "an Edge",
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0`,
      ...(["Edge", "Windows"] as const),
    ],
    [
      "an iPhone",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1",
      ...(["Safari", "iOS"] as const),
    ],
    ["a program", "curl/8.5.0", null, null],
    ["nobody", null, null, null],
  ])("is named: %s", (_what, agent, browser, system) => {
    expect(agentOf(agent)).toEqual({ browser, system });
  });
});

it("a QR code has a quiet zone of four, and the finders in three corners", () => {
  const { size, path } = qrOf("https://warroom.example.go.th/pair?code=K7M4R9");
  expect((size - 8 - 17) % 4).toBe(0);
  expect(path.startsWith("M4 4h7v1h-7z")).toBe(true);
  expect(path).toContain(`M${size - 11} 4h7v1h-7z`);
  expect(path).toContain(`M4 ${size - 11}h7v1h-7z`);
  expect(path).toMatch(/^(M\d+ \d+h\d+v1h-\d+z)+$/);
});
