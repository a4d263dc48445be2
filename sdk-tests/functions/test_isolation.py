"""Hostile functions, by `invoke` alone: what they get at, what it costs others, and how AWS would report their ends.

crates/compute attacks its drivers with programs that make the calls themselves; this is what a caller of the API sees.
https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
"""

import os
import re
import subprocess
import time

import pytest
from conftest import ENDPOINT, PYTHON, eventually
from packing import pack_text

HOSTILE = '''
import ctypes, errno, os, signal, socket, subprocess, sys, time, urllib.request

def sandboxed():
    return os.environ["LAMBDA_TASK_ROOT"] == "/var/task"

def read(paths):
    """What can be read of these."""
    found = {}
    for path in paths:
        try:
            found[path] = open(path, "rb").read(100).decode("latin-1")
        except OSError as error:
            pass
    return found

def search(words):
    """Every file that holds one of these words, but for this module and what the kernel makes up."""
    words, found = [word.encode() for word in words], []
    for top in ["/", "/proc/1/root", "/proc/1/cwd"]:
        for folder, folders, files in os.walk(top):
            if folder == "/":
                folders[:] = [f for f in folders if f not in ("proc", "usr", "lib", "lib64", "bin", "sbin")]
            for name in files:
                path = os.path.join(folder, name)
                if path.startswith(("/var/lang/", "/var/task/")) or not os.path.isfile(path):
                    continue
                try:
                    data = open(path, "rb").read(1 << 20)
                except OSError:
                    continue
                if any(word in data for word in words):
                    found.append(path)
    for pid in filter(str.isdigit, os.listdir("/proc")):
        for name in ["environ", "cmdline"]:
            try:
                data = open(f"/proc/{pid}/{name}", "rb").read()
            except OSError:
                continue
            if any(word in data for word in words):
                found.append(f"{pid}/{name}")
    return found

def connect(places):
    """The places that answer, or do not even refuse at once."""
    found = {}
    for host, port in places:
        try:
            socket.create_connection((host, port), timeout=2).close()
            found[host] = "connected"
        except TimeoutError:
            found[host] = "silence"
        except OSError as error:
            pass
    return found

def sockets(_):
    """The kinds of sockets that look at or make up a network's packets."""
    found = []
    for family, kind, protocol in [
        (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
        (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW),
        (socket.AF_PACKET, socket.SOCK_RAW, 0x300),
        (socket.AF_NETLINK, socket.SOCK_RAW, 0),
    ]:
        try:
            with socket.socket(family, kind, protocol) as made:
                if family != socket.AF_NETLINK:
                    found.append([int(family), int(kind)])
        except OSError:
            pass
    return found

def kill(pids):
    """Sends SIGKILL to processes by number, then to everybody whom it may reach."""
    done = []
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
            done.append(pid)
        except OSError:
            pass
    try:
        os.kill(-1, signal.SIGKILL)
    except OSError:
        pass
    return {"killed": done, "seen": len([p for p in os.listdir("/proc") if p.isdigit()])}

def forks(_):
    """Makes children, which make children, until no more can be made."""
    made, why = 0, None
    while why is None:
        try:
            if os.fork() == 0:
                while True:
                    # A breath between them, or the children have all of the time and this one never asks again.
                    time.sleep(0.2)
                    try:
                        os.fork()
                    except OSError:
                        pass
            made += 1
        except OSError as error:
            why = error.errno
    return {"made": made, "why": errno.errorcode[why]}

def memory(_):
    kept = []
    while True:
        kept.append(bytearray(b"x" * (16 << 20)))

def loop(_):
    while True:
        pass

def fill(count):
    """Writes into /tmp as long as it can."""
    written, piece = 0, b"x" * (4 << 20)
    try:
        with open("/tmp/large", "wb", buffering=0) as out:
            while written < count:
                written += out.write(piece)
    except OSError as error:
        return {"written": written, "why": errno.errorcode[error.errno]}
    finally:
        os.remove("/tmp/large")
    return {"written": written, "why": None}

def leave(_):
    """A process that goes on, and says so, in a session of its own."""
    subprocess.Popen([sys.executable, "-c", "import time\\nwhile True: time.sleep(1)"], start_new_session=True)
    return os.getpid()

def exits(code):
    os._exit(code)

def handler(event, context):
    [(what, with_)] = event.items()
    return sandboxed() if what == "sandboxed" else globals()[what](with_)
'''

CALM = "import time\n\ndef handler(event, context):\n    open('/tmp/kept', 'w').write('word-in-tmp')\n    return 'calm'\n# word-in-package\n"


@pytest.fixture
def hostile(deploy, tmp_path):
    """A function that does what it is told, on a machine where functions are apart from it."""
    code = pack_text(tmp_path / "hostile.zip", main=HOSTILE)

    def make(**options):
        return deploy(code, PYTHON, "main.handler", **options)

    return make


@pytest.fixture
def sandboxed(hostile):
    function = hostile()
    if not function.invoke({"sandboxed": 0}).json:
        pytest.skip("the driver on this machine is `process`, which promises less: see docs/compute.md")
    return function


@pytest.fixture
def calm(deploy, tmp_path):
    """A function of somebody else, with words that nobody else should see."""
    archive = pack_text(tmp_path / "calm.zip", main=CALM)
    function = deploy(archive, PYTHON, "main.handler", env={"WORD": "word-in-variables"})
    assert function.invoke({}).json == "calm"
    return function


def report(answer):
    """The figures of the REPORT line."""
    [line] = [line for line in answer.log.splitlines() if line.startswith("REPORT RequestId: ")]
    return dict(part.split(": ", 1) for part in line.split("\t") if ": " in part)


def request_id(answer):
    return re.search(r"START RequestId: (\S+)", answer.log)[1]


def test_it_reads_no_file_of_the_machine(sandboxed, tmp_path):
    own = tmp_path / "own"
    own.write_text("word-on-the-machine")
    paths = [own, "/etc/shadow", "/root/.bashrc", __file__, "/proc/1/environ", "/proc/1/mem", "/sys/kernel/notes", "/dev/sda", "/dev/mem"]
    assert sandboxed.invoke({"read": [str(path) for path in paths]}).json == {}


def test_it_sees_nothing_of_other_functions(sandboxed, calm):
    words = ["word-in-tmp", "word-in-package", "word-in-variables"]
    assert sandboxed.invoke({"search": words}).json == []
    assert calm.invoke({}).json == "calm"


def test_it_reaches_nobody(sandboxed):
    """The addresses where clouds tell credentials, the machine's own, and one of the internet (set apart for examples)."""
    port = int(ENDPOINT.rsplit(":", 1)[1])
    places = [["169.254.169.254", 80], ["169.254.170.2", 80], ["192.0.2.1", 80], ["127.0.0.1", 22], ["127.0.0.2", port]]
    others = {host: said for host, said in sandboxed.invoke({"connect": places}).json.items()}
    assert others == {}


def test_it_makes_no_raw_sockets(sandboxed):
    assert sandboxed.invoke({"sockets": 0}).json == []


def test_it_kills_nobody_else(sandboxed, calm):
    with subprocess.Popen(["sleep", "300"]) as bystander:
        try:
            # Numbers of its own namespace are small: what it kills by them is its own.
            answer = sandboxed.invoke({"kill": [bystander.pid, os.getpid(), os.getppid()]}).json
            assert answer["killed"] == []
            assert answer["seen"] < 5
            assert bystander.poll() is None
        finally:
            bystander.kill()
    assert calm.invoke({}).json == "calm"


def test_forks_end_at_a_limit(sandboxed, calm):
    answer = sandboxed.invoke({"forks": 0})
    # Whichever it meets first: the number of processes, or the memory that they take.
    if answer.error:
        assert answer.failure["errorType"] == "Runtime.OutOfMemory"
    else:
        assert answer.json["why"] == "EAGAIN"
        assert 0 < answer.json["made"] < 2_000
    assert calm.invoke({}).json == "calm"
    # The children have all of its processor time until it is ended: by its own time limit at the latest.
    eventually(lambda: sandboxed.invoke({"sandboxed": 0}).error is None, 60)


def test_memory_ends_at_a_limit(hostile, calm):
    function = hostile(memory=128)
    answer = function.invoke({"memory": 0})
    assert answer.failure == {
        "errorType": "Runtime.OutOfMemory",
        "errorMessage": f"RequestId: {request_id(answer)} Error: Runtime exited with error: signal: killed",
    }
    figures = report(answer)
    assert (figures["Memory Size"], figures["Max Memory Used"]) == ("128 MB", "128 MB")
    assert "Status: error\tError Type: Runtime.OutOfMemory" in answer.log
    assert function.invoke({"sandboxed": 0}).error is None
    assert calm.invoke({}).json == "calm"


def test_time_ends_at_a_limit(hostile):
    function = hostile(timeout=2)
    began = time.monotonic()
    answer = function.invoke({"loop": 0})
    assert time.monotonic() - began < 15
    assert answer.failure == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": f"RequestId: {request_id(answer)} Error: Task timed out after 2.00 seconds",
    }
    figures = report(answer)
    assert 2_000 <= float(figures["Duration"].split()[0]) < 3_000
    assert figures["Status"] == "timeout"
    assert re.search(r"Task timed out after 2\.00 seconds\n", "".join(function.events()))
    assert function.invoke({"sandboxed": 0}).error is None


def test_tmp_ends_at_its_size(sandboxed, hostile):
    answer = sandboxed.invoke({"fill": 10 << 30}).json
    assert answer["why"] == "ENOSPC"
    assert 480 << 20 < answer["written"] <= 512 << 20
    # What is written there is no memory of the function's.
    small = hostile(memory=128)
    assert small.invoke({"fill": 256 << 20}).json == {"written": 256 << 20, "why": None}


def test_exits_are_told(hostile):
    function = hostile()
    answer = function.invoke({"exits": 3})
    assert answer.failure == {
        "errorType": "Runtime.ExitError",
        "errorMessage": f"RequestId: {request_id(answer)} Error: Runtime exited with error: exit status 3",
    }
    answer = function.invoke({"exits": 0})
    assert answer.failure["errorMessage"].endswith("Error: Runtime exited without providing a reason")


def test_what_it_left_behind_ends_with_it(sandboxed):
    """A process in a session of its own does not outlive the function's environment."""
    sandboxed.invoke({"leave": 0}).json
    ours = lambda: [line for line in processes() if "while True: time.sleep(1)" in line]
    if not ours():
        pytest.skip("the server runs where this test sees no processes of it")
    sandboxed.configure("--description", "a new revision has new environments")
    deadline = time.monotonic() + 20
    while ours() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert ours() == []


def processes():
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                yield file.read().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
