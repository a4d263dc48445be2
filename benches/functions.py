#!/usr/bin/env python3
"""Measures functions on a binary of Stratus: cold starts beside the bare interpreter, warm calls and what they cost the server,
a thousand calls at once, and how fast what functions print becomes events of a log. Linux only; needs nothing but Python.

    benches/functions.py --bin target/release/stratus [--only cold,warm,many,logs]
"""

import argparse
import base64
import concurrent.futures
import datetime
import hashlib
import hmac
import http.client
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import zipfile

PYTHON = """
import time
def handler(event, context):
    if "print" in event:
        line = "x" * 99
        for _ in range(event["print"]):
            print(line)
    time.sleep(event.get("sleep", 0))
    return 1
"""
NODE = "exports.handler = async () => 1;\n"
RUBY = "def handler(event:, context:)\n  1\nend\n"
JAVA = """
import java.io.*;
public class Main {
    public void handle(InputStream in, OutputStream out) throws IOException { out.write('1'); }
    public static void main(String[] words) {}
}
"""
# A function without any runtime's library: the least that a compiled program has to do.
PROGRAM = r"""
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>
static char text[65536];
static int line;
static void ask(const char *method, const char *path, const char *body) {
    char request[1024];
    int size = snprintf(request, sizeof request, "%s /2018-06-01/runtime/invocation/%s HTTP/1.1\r\nHost: x\r\n"
        "Content-Length: %zu\r\n\r\n%s", method, path, strlen(body), body);
    if (write(line, request, size) != size) exit(1);
    size_t have = 0;
    for (;;) {
        ssize_t got = read(line, text + have, sizeof text - 1 - have);
        if (got <= 0) exit(1);
        text[have += got] = 0;
        char *end = strstr(text, "\r\n\r\n"), *length = strcasestr(text, "content-length:");
        if (!end) continue;
        size_t body_size = length && length < end ? strtoul(length + 15, 0, 10) : 0;
        if (have >= (size_t)(end + 4 - text) + body_size) return;
    }
}
int main(void) {
    char host[64], path[256], *api = getenv("AWS_LAMBDA_RUNTIME_API");
    if (!api) return 0;
    snprintf(host, sizeof host, "%s", api);
    char *port = strrchr(host, ':');
    *port = 0;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(port + 1)), .sin_addr.s_addr = inet_addr(host)};
    line = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(line, (struct sockaddr *)&to, sizeof to)) return 1;
    for (;;) {
        ask("GET", "next", "");
        char *id = strcasestr(text, "lambda-runtime-aws-request-id:");
        if (!id) return 1;
        id += 30;
        id += strspn(id, " ");
        snprintf(path, sizeof path, "%.*s/response", (int)strcspn(id, "\r"), id);
        ask("POST", path, "1");
    }
}
"""
SHELL = """#!/bin/sh
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
while true; do
  headers=$(mktemp)
  event=$(curl -sS -LD "$headers" "$api/invocation/next")
  id=$(grep -Fi Lambda-Runtime-Aws-Request-Id "$headers" | tr -d '[:space:]' | cut -d: -f2)
  case "$event" in *sleep*) sleep 5 ;; esac
  curl -sS "$api/invocation/$id/response" -d 1 >/dev/null
done
"""
# Seconds between cold starts: a spare is made meanwhile, as it is between those of real functions.
PAUSE = 0.3
LIBRARIES = "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib"
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}


class Server:
    """A server of its own, in a folder of its own."""

    def __init__(self, binary):
        self.binary = binary
        self.folder = tempfile.mkdtemp(prefix="stratus-functions-")
        self.process = subprocess.Popen(
            [binary, "start", "--json", "--listen", "127.0.0.1:0", "--data", self.folder + "/data"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={k: v for k, v in os.environ.items() if not k.startswith(("STRATUS_", "AWS_"))},
        )
        self.address = json.loads(self.process.stdout.readline())["addresses"][0]
        connection = http.client.HTTPConnection(self.address)
        connection.request("GET", "/_stratus/credentials")
        facts = json.loads(connection.getresponse().read())
        self.key, self.secret = facts["accessKeyId"], facts["secretAccessKey"]

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def cpu(self):
        """Seconds of processor time that the server itself took; not its functions."""
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self, name="VmRSS"):
        """MiB."""
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith(name):
                return int(line.split()[1]) // 1024

    def signed(self, service, method, path, headers, body):
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        digest = hashlib.sha256(body).hexdigest()
        headers = {**headers, "host": self.address, "x-amz-date": now, "x-amz-content-sha256": digest}
        names = sorted(headers)
        canonical = [method, path, ""] + [f"{n}:{headers[n]}" for n in names] + ["", ";".join(names), digest]
        scope = f"{now[:8]}/us-east-1/{service}/aws4_request"
        hashed = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
        key = ("AWS4" + self.secret).encode()
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashed])
        signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        headers["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={self.key}/{scope}, SignedHeaders={';'.join(names)}, Signature={signature}"
        )
        return headers

    def call(self, service, method, path, body=b"", headers=None, connection=None):
        connection = connection or http.client.HTTPConnection(self.address, timeout=300)
        connection.request(method, path, body, self.signed(service, method, path, headers or {}, body))
        answer = connection.getresponse()
        data = answer.read()
        if answer.status >= 300 or answer.getheader("X-Amz-Function-Error"):
            raise RuntimeError(f"{method} {path}: {answer.status} {data[:500]}")
        return data

    def logs(self, operation, **input):
        headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": f"Logs_20140328.{operation}"}
        return json.loads(self.call("logs", "POST", "/", json.dumps(input).encode(), headers) or b"{}")

    def make_role(self):
        allow = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
        trust, policy = (json.dumps({"Version": "2012-10-17", "Statement": [s]}) for s in (TRUST, allow))
        headers = {"content-type": "application/x-www-form-urlencoded"}
        for form in [
            {"Action": "CreateRole", "AssumeRolePolicyDocument": trust},
            {"Action": "PutRolePolicy", "PolicyName": "p", "PolicyDocument": policy},
        ]:
            form |= {"Version": "2010-05-08", "RoleName": "r"}
            self.call("iam", "POST", "/", urllib.parse.urlencode(form).encode(), headers)

    def make_function(self, name, runtime, handler, file, text, memory=1769):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            entry = zipfile.ZipInfo(file)
            entry.external_attr = 0o755 << 16
            archive.writestr(entry, text)
        input = {
            "FunctionName": name, "Runtime": runtime, "Handler": handler, "Timeout": 300, "MemorySize": memory,
            "Role": "arn:aws:iam::000000000000:role/r", "Code": {"ZipFile": base64.b64encode(out.getvalue()).decode()},
        }
        self.call("lambda", "POST", "/2015-03-31/functions", json.dumps(input).encode())
        self.settle(name)

    def renew(self, name, number):
        """A change, after which the next call finds no environment."""
        input = json.dumps({"Description": f"change {number}"}).encode()
        self.call("lambda", "PUT", f"/2015-03-31/functions/{name}/configuration", input)
        self.settle(name)

    def settle(self, name):
        while True:
            facts = json.loads(self.call("lambda", "GET", f"/2015-03-31/functions/{name}/configuration"))
            if facts["State"] == "Active" and facts["LastUpdateStatus"] == "Successful":
                return
            time.sleep(0.05)

    def invoke(self, name, event=b"{}", connection=None):
        return self.call("lambda", "POST", f"/2015-03-31/functions/{name}/invocations", event, {}, connection)


def timed(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def ms(times):
    times = sorted(times)
    return f"{times[0] * 1e3:.1f} / {statistics.median(times) * 1e3:.1f} ms"


def languages(folder):
    """Name, runtime, handler, file, its content, and what is to be compared: the same interpreter with the modules that are needed."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    own = os.path.realpath(sys.executable)
    found = [("python", f"python{version}", "main.handler", "main.py", PYTHON, [own, "-B", "-s", "-c", "import json, logging, socket, traceback"])]
    if node := shutil.which("node"):
        major = said(node, "-p", "process.versions.node.split('.')[0]")
        found.append(("node", f"nodejs{major}.x", "index.handler", "index.js", NODE, [node, "-e", "0"]))
    if ruby := shutil.which("ruby"):
        version = said(ruby, "-e", "print RUBY_VERSION[/^[0-9]+[.][0-9]+/]")
        # The nearest name that Lambda has: the machine's own Ruby runs it.
        runtime = f"ruby{version if version in ('3.2', '3.3', '3.4') else '3.2'}"
        bare = [ruby, "-EUTF-8", "-e", "require 'json'; require 'logger'; require 'socket'"]
        found.append(("ruby", runtime, "main.handler", "main.rb", RUBY, bare))
    if shutil.which("javac") and (java := shutil.which("java")):
        found += java_function(java, folder)
    if cc := shutil.which("cc"):
        program = os.path.join(folder, "program")
        flags = ["-O2", "-D_GNU_SOURCE", "-x", "c", "-", "-o", program]
        subprocess.run([cc, *flags], input=PROGRAM, text=True, check=True)
        found.append(("program", "provided.al2023", "x", "bootstrap", open(program, "rb").read(), [program]))
    if curl := shutil.which("curl"):
        found.append(("shell", "provided.al2023", "x", "bootstrap", SHELL, ["/bin/sh", "-c", f"{curl} --version >/dev/null"]))
    return found


def said(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


def java_function(java, folder):
    """A class that needs no library of AWS's; its client of the Runtime API is Maven's, as docs/compute.md says."""
    client = os.path.expanduser("~/.m2/repository/com/amazonaws/aws-lambda-java-runtime-interface-client")
    if not os.path.isdir(client):
        print(f"  java: not measured, for {client} is not there: see docs/compute.md")
        return []
    source = os.path.join(folder, "Main.java")
    with open(source, "w") as out:
        out.write(JAVA)
    version = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr.split('"')[1].split(".")[0]
    known = [number for number in (11, 17, 21, 25) if number >= int(version)] or [25]
    subprocess.run(["javac", "--release", version, "-d", folder, source], check=True)
    flags = ["-Xmx1503m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", folder, "Main"]
    text = open(os.path.join(folder, "Main.class"), "rb").read()
    return [("java", f"java{known[0]}", "Main::handle", "Main.class", text, [java, *flags])]


def cold(server, count=15, servers=3):
    print(
        f"cold starts, least / middle, from the call to the answer: the first of {servers} new servers, where there is no spare and not even "
        f"what makes sandboxes; then {count} that find a spare, made in the {PAUSE} s since the last one; beside them the interpreter alone, with a function's LD_LIBRARY_PATH"
    )
    for name, runtime, handler, file, text, bare in languages(server.folder):
        firsts = [first(server.binary, runtime, handler, file, text) for _ in range(servers)]
        server.make_function(f"cold-{name}", runtime, handler, file, text)
        server.invoke(f"cold-{name}")
        # Where a runtime's libraries are looked for is AWS's environment: a program's start finds its own after a search.
        searched = {**os.environ, "LD_LIBRARY_PATH": LIBRARIES}
        alone = [timed(lambda: subprocess.run(bare, check=True, env=searched)) for _ in range(count)]
        times = []
        for number in range(count):
            server.renew(f"cold-{name}", number)
            time.sleep(PAUSE)
            times.append(timed(lambda: server.invoke(f"cold-{name}")))
        print(f"  {runtime}, {name}: first {ms(firsts)}; with a spare {ms(times)}; alone {ms(alone)}")


def first(binary, runtime, handler, file, text):
    server = Server(binary)
    try:
        server.make_role()
        server.make_function("first", runtime, handler, file, text)
        return timed(lambda: server.invoke("first"))
    finally:
        server.close()


def warm(server, count=2_000):
    for name, runtime, handler, file, text, _ in languages(server.folder)[:2]:
        server.make_function(f"warm-{name}", runtime, handler, file, text)
        connection = http.client.HTTPConnection(server.address)
        for _ in range(50):
            server.invoke(f"warm-{name}", connection=connection)
        before = server.cpu()
        times = sorted(timed(lambda: server.invoke(f"warm-{name}", connection=connection)) for _ in range(count))
        used = server.cpu() - before
        print(
            f"warm calls, {runtime}, one after the other: middle {times[count // 2] * 1e3:.2f} ms, 95 of 100 below "
            f"{times[count * 95 // 100] * 1e3:.2f} ms; server {used / count * 1e6:.0f} us of processor time each: "
            f"{count / used:.0f} calls in a second of it"
        )


def many(server, count=1_000):
    """That many at once, each in an environment of its own."""
    server.make_function("many", "provided.al2023", "x", "bootstrap", SHELL, memory=128)
    before = server.memory()
    used = server.cpu()
    began = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        answers = list(pool.map(lambda _: attempt(server), range(count)))
    took = time.perf_counter() - began
    answered = sum(answer == b"1" for answer in answers)
    others = {answer for answer in answers if answer != b"1"}
    print(
        f"{count} calls at once, each in an environment of its own: {answered} answered in {took:.1f} s; server's memory "
        f"{before} MiB before, {server.memory('VmHWM')} MiB at most; {server.cpu() - used:.1f} s of its processor time"
    )
    for other in list(others)[:3]:
        print(f"  not answered: {other}")


def attempt(server):
    try:
        return server.invoke("many", b'{"sleep": 5}')
    except (OSError, RuntimeError, http.client.HTTPException) as error:
        return str(error)[:300]


def logs(server, count=100_000):
    _, runtime, handler, file, text, _ = languages(server.folder)[0]
    server.make_function("logs", runtime, handler, file, text)
    server.invoke("logs")
    group = "/aws/lambda/logs"
    before = server.cpu()
    began = time.perf_counter()
    server.invoke("logs", json.dumps({"print": count}).encode())
    answered = time.perf_counter() - began
    [stream] = server.logs("DescribeLogStreams", logGroupName=group)["logStreams"]

    def last():
        """The REPORT line of the second call is its last event."""
        found = server.logs("GetLogEvents", logGroupName=group, logStreamName=stream["logStreamName"], limit=10)["events"]
        reports = sum(event["message"].startswith("REPORT ") for event in found)
        return reports and any(event["message"].startswith("xxx") for event in found)

    while not last():
        time.sleep(0.01)
    took = time.perf_counter() - began
    used = server.cpu() - before
    seen, token = 0, {}
    while True:
        page = server.logs("FilterLogEvents", logGroupName=group, filterPattern="xxx", **token)
        seen += len(page["events"])
        if "nextToken" not in page:
            break
        token = {"nextToken": page["nextToken"]}
    rest = server.logs("FilterLogEvents", logGroupName=group)["events"] if not seen else []
    print(
        f"{count} lines printed: answered after {answered:.2f} s, the last one in the log after {took:.2f} s: {count / took:.0f} "
        f"events a second; server {used / count * 1e6:.1f} us of processor time each; {seen or len(rest)} found again"
    )


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--bin", required=True)
    words.add_argument("--only", default="cold,warm,many,logs")
    options = words.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors, Linux {os.uname().release}")
    server = Server(os.path.abspath(options.bin))
    try:
        server.make_role()
        for name in options.only.split(","):
            {"cold": cold, "warm": warm, "many": many, "logs": logs}[name](server)
    finally:
        server.close()


if __name__ == "__main__":
    main()
