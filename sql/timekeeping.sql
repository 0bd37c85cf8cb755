-- name: databaseClock
select epoch_ms(clock_timestamp()) as now
