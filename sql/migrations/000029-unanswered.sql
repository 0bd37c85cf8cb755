-- The freeze requests that no bank has answered, and since when each counts as one (`freeze_opening`, of one without an
-- answer). The partial index freezes_open is on the same expression.
create view unanswered_freezes as
  select freezes.*, coalesce((requested).at, (released).cohort_at) as since
  from freezes where (confirmed).at is null and (refused).at is null;

alter function freeze_standing rename to unanswered_freeze;
