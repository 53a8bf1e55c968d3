"""Our own documents under ``/v1``: everything that KPU's shapes have no place for."""
