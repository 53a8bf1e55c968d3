-- The two roles, made once by a superuser. Give them passwords if they come over a network.
--
--   sirekap       owns the tables and runs the migrations
--   sirekap_app   works with the tables and owns nothing, so that it can undo no guard
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sirekap') THEN
        CREATE ROLE sirekap LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sirekap_app') THEN
        CREATE ROLE sirekap_app LOGIN;
    END IF;
END
$$;
