"""This process as Tandem wants it: the frames' own descriptors, prints to the log, limits."""

import os
import sys


def take_streams():
    """Descriptors for frames, duplicated away from user code: its prints go to standard error, its input is empty."""
    source, target = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout.reconfigure(line_buffering=True)
    return source, target


def limit_memory(megabytes):
    """An upper bound on the address space: going beyond raises MemoryError, or ends the process."""
    if not megabytes:
        return
    try:
        import resource
    except ImportError:
        print("the memory limit is not kept: this platform has no resource.setrlimit", file=sys.stderr)
        return
    size = int(megabytes) << 20
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
