import type { Run } from "../store/store.ts";
import { iso } from "../store/times.ts";

export interface Display {
  id: number;
  version: number;
  /** The name of its screen. */
  screen: string;
  place: string;
  /** Epoch milliseconds. */
  approvedAt: number;
  approvedBy: string;
  seenAt: number;
  endsAt: number;
  address: string | null;
  /** What its browser says that it is. */
  agent: string | null;
}

interface DisplayRow {
  id: number;
  version: number;
  screen: string;
  place: string;
  token_hash: string;
  approved_at: string;
  approved_by: string;
  seen_at: string;
  ends_at: string;
  address: string | null;
  agent: string | null;
}

/** All of them, each with the hash of its token in base64. */
export async function listDisplays(run: Run): Promise<(Display & { tokenHash: string })[]> {
  return (await run<DisplayRow>("listDisplays")).map((row) => ({
    id: row.id,
    version: row.version,
    screen: row.screen,
    place: row.place,
    tokenHash: row.token_hash,
    approvedAt: Number(row.approved_at),
    approvedBy: row.approved_by,
    seenAt: Number(row.seen_at),
    endsAt: Number(row.ends_at),
    address: row.address,
    agent: row.agent,
  }));
}

export async function touchDisplay(
  run: Run,
  { id, seenAt, endsAt, address, agent }: Pick<Display, "id" | "seenAt" | "endsAt" | "address" | "agent">,
): Promise<void> {
  await run("touchDisplay", [id, iso(seenAt), iso(endsAt), address, agent]);
}

/**
 * False: there is none, or it is not of that version any more.
 * @param of the version that is changed; undefined: whatever it is
 */
export async function placeDisplay(run: Run, id: number, place: string, of?: number): Promise<boolean> {
  return (await run("placeDisplay", [id, place, of ?? null])).length > 0;
}

/** False: there is none. */
export async function removeDisplay(run: Run, id: number): Promise<boolean> {
  return (await run("removeDisplay", [id])).length > 0;
}

export async function followScreen(run: Run, name: string, to: string): Promise<void> {
  await run("followScreen", [name, to]);
}

/** A browser that asks to become a display. */
export interface Pairing {
  code: string;
  address: string | null;
  agent: string | null;
  /** The size of its screen in pixels. */
  width: number;
  height: number;
  /** Epoch milliseconds. */
  askedAt: number;
  endsAt: number;
  isRefused: boolean;
  /** Approved: it becomes this one. */
  display: number | null;
}

/** Until the transaction ends, nobody else adds one; what is over is dropped. */
export async function beginPairing(run: Run, now: number): Promise<void> {
  await run("lockPairings");
  await run("dropPairings", [iso(now)]);
}

export async function countPairings(
  run: Run,
  network: string,
): Promise<{ everywhere: number; here: number }> {
  const [row] = await run<{ everywhere: number; here: number }>("countPairings", [network]);
  return row!;
}

/** False: the code is taken. */
export async function addPairing(
  run: Run,
  secretHash: Buffer,
  network: string,
  pairing: Omit<Pairing, "isRefused" | "display">,
): Promise<boolean> {
  const { code, address, agent, width, height, askedAt, endsAt } = pairing;
  const values = [secretHash, code, network, address, agent, width, height, iso(askedAt), iso(endsAt)];
  return (await run("addPairing", values)).length > 0;
}

interface PairingRow {
  code: string;
  address: string | null;
  agent: string | null;
  width: number;
  height: number;
  asked_at: string;
  ends_at: string;
  is_refused: boolean;
  display: number | null;
}

/** One that has not ended. */
export async function findPairing(
  run: Run,
  by: { secretHash: Buffer } | { code: string },
  now: number,
): Promise<Pairing | null> {
  const values = "code" in by ? [null, by.code, iso(now)] : [by.secretHash, null, iso(now)];
  const [row] = await run<PairingRow>("findPairing", values);
  if (!row) return null;
  const { code, address, agent, width, height, display } = row;
  return {
    code,
    address,
    agent,
    width,
    height,
    display,
    askedAt: Number(row.asked_at),
    endsAt: Number(row.ends_at),
    isRefused: row.is_refused,
  };
}

/** False: none waits under this code. */
export async function refusePairing(run: Run, code: string, now: number): Promise<boolean> {
  return (await run("refusePairing", [code, iso(now)])).length > 0;
}

/** The id of the new display; null: none waits under this code. */
export async function approvePairing(
  run: Run,
  code: string,
  {
    screen,
    place,
    approvedAt,
    approvedBy,
    endsAt,
  }: Omit<Display, "id" | "version" | "seenAt" | "address" | "agent">,
): Promise<number | null> {
  const values = [code, screen, place, iso(approvedAt), approvedBy, iso(endsAt)];
  return (await run<{ display: number }>("approvePairing", values))[0]?.display ?? null;
}

/** The name of its screen. */
export async function renewToken(run: Run, id: number, tokenHash: Buffer): Promise<string | null> {
  return (await run<{ screen: string }>("renewToken", [id, tokenHash]))[0]?.screen ?? null;
}
