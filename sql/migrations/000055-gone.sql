-- A webhook whose receiver says that it is gone (410) is asked no more, until an administrator switches it on.
alter table recipients add gone jsonb not null default '{}';
comment on column recipients.gone is 'addresses of webhooks that are gone, each with when that was said (epoch ms)';
