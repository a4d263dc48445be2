"""The module with which functions name what is to be called before a snapshot of them and after it is restored: SnapStart.

No snapshot is made here, so nothing is called: as on AWS for a function without SnapStart. AWS has it since Python 3.12.
Ref: https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-python.html
"""
import os

_, _, MINOR = os.environ.get("AWS_EXECUTION_ENV", "").partition("AWS_Lambda_python3.")
if MINOR.isdigit() and int(MINOR) < 12:
    raise ModuleNotFoundError("No module named 'snapshot_restore_py'", name="snapshot_restore_py")

BEFORE_SNAPSHOT, AFTER_RESTORE = [], []


def register_before_snapshot(func, *args, **kwargs):
    """As a decorator, or called with what the hook is to be called with."""
    BEFORE_SNAPSHOT.append((func, args, kwargs))
    return func


def register_after_restore(func, *args, **kwargs):
    """The same for what comes after."""
    AFTER_RESTORE.append((func, args, kwargs))
    return func


def get_before_snapshot():
    """What was registered, in its order."""
    return BEFORE_SNAPSHOT


def get_after_restore():
    """The same for what comes after."""
    return AFTER_RESTORE
