"""Lock files: the kernel lets go of a lock whatever way its holders end, so none is ever stale."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsroom.embedded.errors import ClusterError

SHARED, ALONE = fcntl.LOCK_SH, fcntl.LOCK_EX


def hold(path: Path, mode: int) -> int:
    """A descriptor that holds the file's lock until it, and every copy of it in a child, is closed."""
    descriptor = _open(path)
    fcntl.flock(descriptor, mode)
    return descriptor


def is_held(path: Path) -> bool:
    """Whether anybody, this process included, holds the lock in any mode."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, ALONE | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextmanager
def held(path: Path, mode: int) -> Iterator[int]:
    descriptor = hold(path, mode)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ClusterError(f"{path} cannot be opened ({error.strerror}): does the folder belong to you?") from error
