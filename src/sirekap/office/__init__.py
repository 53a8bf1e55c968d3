"""What people and machines may do, one act a file; the ports through which the acts reach a store."""
