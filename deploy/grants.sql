-- What the application's role may do in one database. Run inside that database by its owner
-- (or a superuser), before the first migration: the defaults apply to tables made afterwards.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO curbside_app;
ALTER DEFAULT PRIVILEGES FOR ROLE curbside_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO curbside_app;
ALTER DEFAULT PRIVILEGES FOR ROLE curbside_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO curbside_app;
