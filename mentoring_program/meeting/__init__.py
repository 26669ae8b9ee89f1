"""When two people meet: wall clocks, rhythms, times that suit both, and the invitation that calendars read.

Pure: standard library only, plain values in and out, no clock and no environment.
"""
