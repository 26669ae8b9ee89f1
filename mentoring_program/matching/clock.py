"""Progress and cancellation for code that does not know how long it will take."""

import math
import time

TICK_SECONDS = 0.25
HALF_SECONDS = 20  # progress shown is 1/2 after so long, 3/4 after twice that


class Stopped(Exception):
    """The caller asked to stop, or time is up."""


class Clock:
    """Calls `progress(fraction)` and `should_stop()` a few times a second; the fraction only grows and ends at 1.

    so_far: what there is should the caller ask to stop (`rough.SoFar`), kept by those who work.
    """

    def __init__(self, progress, should_stop):
        self.progress, self.should_stop = progress, should_stop
        self.start = time.monotonic()
        self.next = self.start
        self.so_far = None

    def tick(self):
        if time.monotonic() < self.next:
            return
        self.next = time.monotonic() + TICK_SECONDS
        if self.should_stop and self.should_stop():
            raise Stopped
        if self.progress:
            self.progress(1 - math.exp2(-(time.monotonic() - self.start) / HALF_SECONDS))

    def done(self):
        if self.progress:
            self.progress(1.0)


def until(seconds):
    """A tick that raises Stopped once so many seconds are over."""
    end = time.monotonic() + seconds

    def tick():
        if time.monotonic() > end:
            raise Stopped

    return tick
