import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { EpisodeRow, MailboxRow } from "#wire/alerts.ts";
import { root } from "../../backend/build/root.ts";
import { startProcess } from "../process.ts";
import type { FiguresAnswer } from "../program.ts";

it("npm run demo is npm start, told to play", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(scripts.demo).toBe(`${scripts.start} --demo`);
});

it("npm run demo -- --published serves 1 to 6 November 2023 as published, says that it is simulated, and has a mailbox", async () => {
  const folder = mkdtempSync(join(tmpdir(), "war-room-"));
  const demo = await startProcess({ DATA_DIR: folder }, ["--demo", "--published"]);
  try {
    await expect
      .poll(demo.output, { timeout: 55_000, interval: 200 })
      .toContain("1 to 6 November 2023: sent in");
    const days = async (metric: string) => {
      const query = `metric=${metric}&from=2023-11-01&to=2023-11-07&step=day`;
      const answer = (await (await fetch(`${demo.url}/v1/figures?${query}`)).json()) as FiguresAnswer;
      expect(answer.simulated).toBe(true);
      return answer.rows.map(({ value }) => value);
    };
    expect(await days("calls.offered")).toEqual([1310, 2752, 2711, 2820, 2037, 3370]);
    expect(await days("freezes.held")).toEqual([12, 73, 137, 124, 125, 209]);
    // Nobody set a mail server: it has its own, so that reports and alerts are mailed there.
    expect(await (await fetch(`${demo.url}/v1/schedules`)).json()).toMatchObject({ canMail: true });
    expect(await (await fetch(`${demo.url}/v1/alerts/outbox`)).json()).toMatchObject({
      rows: expect.any(Array),
    });
    expect(await days("freezes.confirmed_60m")).toEqual([12, 73, 137, 124, 125, 209]);
  } finally {
    await demo.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

it("npm run demo has a bank that is slow, an alert about it, and a mail of it in the box that it shows", async () => {
  const folder = mkdtempSync(join(tmpdir(), "war-room-"));
  const demo = await startProcess({ DATA_DIR: folder }, ["--demo"]);
  try {
    const rowsOf = async <Row>(path: string) =>
      ((await (await fetch(`${demo.url}${path}`)).json()) as { rows: Row[] }).rows;
    const mails = async () =>
      (await rowsOf<MailboxRow>("/v1/alerts/outbox"))
        .filter(({ channel }) => channel === "mail")
        .map(({ text }) => text);
    await expect
      .poll(mails, { timeout: 150_000, interval: 500 })
      // Of its own, or with other banks' in one mail: at night few freezes come, and some of each are late at the start.
      .toContainEqual(expect.stringMatching(/^(?!กลับสู่ปกติ)(?=.*เกิน 60 นาที)(?=.*\bKBANK\b)/s));
    const episodes = (await rowsOf<EpisodeRow>("/v1/alerts")).filter(
      ({ rule, subject }) => rule === "freeze-overdue" && subject.of === "KBANK",
    );
    expect(episodes).toMatchObject([{ state: "firing", owner: null }]);
  } finally {
    await demo.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}, 180_000);
