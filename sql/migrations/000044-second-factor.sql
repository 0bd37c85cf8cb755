-- Until when an administrator may do without a second factor.
alter table people add column second_due timestamptz;
comment on column people.second_due is 'some days after its first sign-in as an administrator here; null: that has not been yet';
