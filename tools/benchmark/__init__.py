"""The solver beside what somebody might use instead: instances, engines, their environments, the report."""
