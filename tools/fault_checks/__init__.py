"""What `tools/faults.py` does beside matchings: mails and the portal."""
