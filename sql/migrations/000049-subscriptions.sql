-- The browser that rings for a person (Web Push): the one in which it was switched on last.
create table subscriptions (
  person int primary key references people on delete cascade,
  endpoint text not null unique,
  p256dh text not null,
  auth text not null,
  agent text,
  made_at timestamptz not null,
  gone_at timestamptz
);
comment on column subscriptions.endpoint is 'an address at the push service of its maker: whoever has it and our key can ring';
comment on column subscriptions.p256dh is 'public key of the browser; base64url, as is auth, the secret that it shares with us';
comment on column subscriptions.agent is 'what the browser says that it is';
comment on column subscriptions.gone_at is 'when the push service said that there is no such browser any more; null: it rings';
