-- Freezes by when they were answered: how fast each bank is, is read of those of the last hour alone.
create index freezes_answered on freezes (coalesce((confirmed).at, (refused).at))
  where coalesce((confirmed).at, (refused).at) is not null;
