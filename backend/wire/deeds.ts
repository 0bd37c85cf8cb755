/** Lists that a page makes a file of in the browser, by their names on the page. */
export const LISTS = [
  ...(["people", "sessions", "passkeys", "sources", "reading-keys", "screens", "embeds", "rota"] as const),
  ...(["behind", "objectives", "slices", "exclusions", "targets", "days"] as const),
  ...(["load-recipients", "load-rules", "tried", "tried-messages"] as const),
  ...(["health-sources", "health-screens"] as const),
] as const;
export type ListName = (typeof LISTS)[number];

/** What the audit tells of: the kind of thing, and what was done to it. Pages have words for each. */
export const DEEDS = [
  ...(["session.opened", "session.refused", "session.proved", "session.closed"] as const),
  ...(["session.revoked", "session.others-revoked"] as const),
  ...(["person.made-administrator", "person.invited", "person.joined", "person.first-joined"] as const),
  ...(["person.changed", "person.disabled", "person.enabled", "person.reset", "person.recovered"] as const),
  ...(["person.password-changed", "person.totp-added", "person.totp-removed"] as const),
  ...(["person.recovery-codes-made", "person.passkey-added", "person.passkey-renamed"] as const),
  ...(["person.passkey-removed", "person.sessions-revoked"] as const),
  ...(["screen.planned", "screen.kept", "screen.taken-over", "screen.given-back"] as const),
  ...(["screen.acknowledged", "screen.renamed", "screen.removed"] as const),
  ...(["display.approved", "display.refused", "display.placed", "display.revoked"] as const),
  ...(["embed.made", "embed.revoked", "embed.restored"] as const),
  ...(["objective.changed", "exclusion.made", "exclusion.ended", "target.changed"] as const),
  ...(["annotation.made", "annotation.ended", "annotation.restored"] as const),
  ...([
    "alert.acknowledged",
    "alert.returned",
    "alert.closed",
    "alerts.muted",
    "alerts.unmuted",
    "alert-rule.changed",
  ] as const),
  ...(["recipient.made", "recipient.changed", "recipient.removed", "recipient.tested"] as const),
  "recipient.switched-on",
  ...(["push.switched-on", "push.switched-off"] as const),
  ...(["rota.made", "rota.changed", "rota.removed", "rota.overridden", "rota.override-ended"] as const),
  ...(["report.issued", "report.sent", "schedule.made", "schedule.changed", "schedule.removed"] as const),
  "schedule.tried-again",
  ...(["source.registered", "source.changed", "source.renewed", "source.revoked"] as const),
  ...(["source.key-given", "source.key-rotated", "source.key-restored", "source.key-revoked"] as const),
  ...(["reading-key.made", "reading-key.revoked"] as const),
  ...(["event.corrected", "event.correction-refused", "event.discarded", "event.restored"] as const),
  ...(["figures.exported", "report.exported", "objective.exported", "list.exported"] as const),
  ...(["quarantine.exported", "audit.exported", "message.exported"] as const),
] as const;
export type Deed = (typeof DEEDS)[number];
/** Such as `screen`, of `screen.planned`. */
export type DeedKind = Deed extends `${infer Kind}.${string}` ? (Kind extends string ? Kind : never) : never;
