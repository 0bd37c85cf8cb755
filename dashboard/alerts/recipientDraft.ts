import type { ChangedRecipient, Channel, NewRecipient, Recipient } from "#wire/alerts.ts";
import { draftsOf, freshHeard, type HeardDraft, hearsOf } from "./hears.ts";

/** A channel as it is typed. */
export interface ChannelDraft {
  /** By which the form knows it again. */
  key: number;
  kind: Channel["kind"];
  to: string;
  /** Of a webhook. */
  format: "standard" | "alertmanager";
}

/** A recipient as it is typed. */
export interface RecipientDraft {
  name: string;
  lang: "th" | "en";
  channels: ChannelDraft[];
  heard: HeardDraft[];
  /** Nothing: it was emptied. */
  most: number | null;
  isSecretNew: boolean;
}

/** The most that the API takes. */
export const MOST_CHANNELS = 4;
export const MOST_MESSAGES = 100;

export const freshChannel = (key: number): ChannelDraft => ({
  key,
  kind: "mail",
  to: "",
  format: "standard",
});

/** @param recipient null: a new one */
export function draftOf(recipient: Recipient | null): RecipientDraft {
  if (!recipient)
    return {
      ...{ name: "", lang: "th", most: 10, isSecretNew: false },
      channels: [freshChannel(0)],
      heard: [freshHeard(0)],
    };
  const { name, lang, channels, hears, mostIn10Minutes } = recipient;
  return {
    ...{ name, lang, most: mostIn10Minutes, isSecretNew: false },
    channels: channels.map((channel, key) =>
      channel.kind === "webhook"
        ? { key, kind: channel.kind, to: channel.url, format: channel.format }
        : { ...freshChannel(key), kind: channel.kind, to: channel.to },
    ),
    heard: draftsOf(hears),
  };
}

export const hasWebhook = (channels: readonly { kind: Channel["kind"] }[]) =>
  channels.some(({ kind }) => kind === "webhook");

/** What cannot be left like that; null: nothing. */
export function missingIn({ name, channels, heard, most }: RecipientDraft) {
  if (name.trim() === "") return "name";
  if (channels.some(({ to }) => to.trim() === "")) return "address";
  if (most === null || !Number.isInteger(most) || most < 1 || most > MOST_MESSAGES) return "most";
  return hearsOf(heard) ? null : "heard";
}

/** Nothing is missing in it. */
export function recipientOf({ name, lang, channels, heard, most }: RecipientDraft): NewRecipient {
  return {
    name: name.trim(),
    lang,
    channels: channels.map(({ kind, to, format }) =>
      kind === "webhook" ? { kind, url: to.trim(), format } : { kind, to: to.trim() },
    ),
    hears: hearsOf(heard)!,
    mostIn10Minutes: most!,
  };
}

/** A recipient as it was, for the API to make it so again. */
export const changeBack = (
  { name, lang, channels, hears, mostIn10Minutes }: Recipient,
  version: number,
): ChangedRecipient => ({ name, lang, channels, hears, mostIn10Minutes, version });
