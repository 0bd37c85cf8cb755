#!/bin/sh
# Runs once, when the server of docker-compose.yml makes its database: the role of the program, called like the
# database. It owns the database, which is all that TimescaleDB asks for, and is no superuser.
set -eu
PASSWORD_FILE="${PASSWORD_FILE:-/run/secrets/application_password}"
export PASSWORD_FILE
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\set password `cat "$PASSWORD_FILE"`
create role :"DBNAME" login password :'password';
alter database :"DBNAME" owner to :"DBNAME";
revoke connect on database :"DBNAME" from public;
SQL
