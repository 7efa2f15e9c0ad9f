-- The three roles and the database, for the quickstart and for real deployments. Run with psql as a
-- superuser; running it again changes nothing.
--
-- curbside_owner owns the database and its tables and runs migrations. curbside_app is what web and
-- workers connect as: it reads and writes rows and can change no table. Neither is a superuser.
-- curbside_program cannot connect: curbside_app becomes it for each page of a program's staff, and it has
-- no right to anything a resident keeps (its grants are in programs/migrations).
-- Passwords come from the environment (OWNER_PASSWORD, APP_PASSWORD); a variable that is not set
-- leaves the password as it is. The database's name is `curbside` unless -v database=... says otherwise.
\set ON_ERROR_STOP on
\if :{?database}
\else
    \set database curbside
\endif
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD

SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY['curbside_owner', 'curbside_app']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec
SELECT 'CREATE ROLE curbside_program'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'curbside_program')
\gexec
ALTER ROLE curbside_owner NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE curbside_app NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS;
ALTER ROLE curbside_program NOLOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS;
GRANT curbside_program TO curbside_app;
-- The server's own log would quote a refused row's values and the statement around them.
ALTER ROLE curbside_owner SET log_error_verbosity = terse;
ALTER ROLE curbside_app SET log_error_verbosity = terse;
ALTER ROLE curbside_owner SET log_min_error_statement = panic;
ALTER ROLE curbside_app SET log_min_error_statement = panic;

\if :{?owner_password}
    ALTER ROLE curbside_owner PASSWORD :'owner_password';
\endif
\if :{?app_password}
    ALTER ROLE curbside_app PASSWORD :'app_password';
\endif

SELECT format('CREATE DATABASE %I OWNER curbside_owner', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database')
\gexec
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO curbside_app;

\connect :"database"
\ir grants.sql
