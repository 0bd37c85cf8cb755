-- The freezes that no bank has answered, by the time that they count in (`freeze_opening`, of one without an answer): a
-- question about the last days reads those of the last days, however many have been forgotten before.
drop index freezes_open;
create index freezes_open on freezes (coalesce((requested).at, (released).cohort_at))
  where (confirmed).at is null and (refused).at is null;
