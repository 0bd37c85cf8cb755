import { createHash } from "node:crypto";

/** The namespace of our messages: any fixed UUID. */
const NAMESPACE = Buffer.from("6f0c1441a0c1441180009a0b2569112a", "hex");

/** UUIDv5 (RFC 9562, 5.5): the same for the same text. */
export function uuidOf(text: string): string {
  const hash = createHash("sha1").update(NAMESPACE).update(text).digest().subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  return hash.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export interface MessageKey {
  episode: number | null;
  seq: number;
  kind: string;
  recipient: number;
  channel: number;
  step: number;
  repeat: number;
}

/** The id of a report's mail: one for each run and address. */
export const reportMessageId = ({ run, to }: { run: string; to: string }, repeat = 0) =>
  uuidOf(["report", run, to, repeat].join(" "));

/** The id of a message, which is the key that its receiver knows a repetition by. */
export const messageId = ({ episode, seq, kind, recipient, channel, step, repeat }: MessageKey) =>
  uuidOf([episode, seq, kind, recipient, channel, step, repeat].join(" "));
