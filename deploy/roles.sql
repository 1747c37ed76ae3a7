-- Roles and schemas of Bangban. Run by a superuser inside the target database, before the first migration; running it
-- again changes nothing:   psql -v ON_ERROR_STOP=1 -f deploy/roles.sql "$ADMIN_DATABASE_URL"
-- Passwords are not set here: give each login one with ALTER ROLE … PASSWORD, or let pg_hba.conf say how it signs in.

SET client_min_messages = warning;

-- Roles belong to the whole server and two databases may be prepared at once, so losing the race to create one is fine.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY[
        'bangban_owner LOGIN',          -- owns the schemas and runs the migrations
        'bangban_queue NOLOGIN',        -- the group of everybody who may use the queue
        'bangban_intake LOGIN', 'bangban_notification LOGIN', 'bangban_talent_pool LOGIN', 'bangban_reporting LOGIN',
        'bangban_operator LOGIN'        -- the command line and console bangban: operates the queue, owns nothing
    ] LOOP
        CONTINUE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = split_part(wanted, ' ', 1));
        BEGIN
            EXECUTE format('CREATE ROLE %s NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION', wanted);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
END $$;

-- One transaction and one preparer at a time from here on: concurrent GRANTs on one object fail with "tuple concurrently
-- updated".
BEGIN;
SELECT pg_advisory_xact_lock(hashtextextended('bangban roles', 0));

DO $$
DECLARE
    service text;
BEGIN
    FOREACH service IN ARRAY ARRAY['intake', 'notification', 'talent_pool', 'reporting', 'operator'] LOOP
        IF NOT pg_has_role('bangban_' || service, 'bangban_queue', 'MEMBER') THEN
            EXECUTE format('GRANT bangban_queue TO %I', 'bangban_' || service);
        END IF;
    END LOOP;

    -- The console shows what holds the cleanup horizon back, which may be anybody's session.
    IF NOT pg_has_role('bangban_operator', 'pg_read_all_stats', 'MEMBER') THEN
        BEGIN
            GRANT pg_read_all_stats TO bangban_operator;
        EXCEPTION WHEN unique_violation THEN
            NULL;  -- granted by the preparer of another database just now
        END;
    END IF;

    -- Only the house may connect; only the owner may make schemas.
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO bangban_owner, bangban_queue', current_database());
    EXECUTE format('GRANT CREATE ON DATABASE %I TO bangban_owner', current_database());
    REVOKE ALL ON SCHEMA public FROM PUBLIC;

    -- A service owns one schema's data: it reads and writes its tables, changes no structure, and sees no other's.
    FOREACH service IN ARRAY ARRAY['intake', 'notification', 'talent_pool', 'reporting'] LOOP
        EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION bangban_owner', service);
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', service, 'bangban_' || service);
        EXECUTE format(
            'ALTER DEFAULT PRIVILEGES FOR ROLE bangban_owner IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I',
            service, 'bangban_' || service);
        EXECUTE format(
            'ALTER DEFAULT PRIVILEGES FOR ROLE bangban_owner IN SCHEMA %I GRANT USAGE, SELECT ON SEQUENCES TO %I',
            service, 'bangban_' || service);
        EXECUTE format(
            'ALTER DEFAULT PRIVILEGES FOR ROLE bangban_owner IN SCHEMA %I GRANT EXECUTE ON FUNCTIONS TO %I',
            service, 'bangban_' || service);
    END LOOP;

    -- The queue's own migrations grant each object by name, so there are no default privileges here.
    CREATE SCHEMA IF NOT EXISTS queue AUTHORIZATION bangban_owner;
    GRANT USAGE ON SCHEMA queue TO bangban_queue;

    -- PostgreSQL lets everybody run new functions; here each is granted to whom it is for.
    ALTER DEFAULT PRIVILEGES FOR ROLE bangban_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
END $$;

COMMIT;
