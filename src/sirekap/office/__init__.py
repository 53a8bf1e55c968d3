"""What people and machines may do, one act a file; findings are values, refusals are coded."""
