SELECT 1; -- Stands in for the migration of this number until it is here.
