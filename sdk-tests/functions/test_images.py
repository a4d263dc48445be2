"""Functions from container images, made here and run without a container engine: out of archives, OCI layouts and a registry.

https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
"""

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import packing
import pytest
from conftest import ENDPOINT, REGION, Function, aws, eventually, unique
from imaging import ARCHITECTURE, OTHER, Image, Registry, host_python, layer

# The folder that the server looks for images in.
SHELF = os.environ.get("STRATUS_IMAGES")
LAMBDA = {"amd64": "x86_64", "arm64": "arm64"}

needs_shelf = pytest.mark.skipif(not SHELF, reason="STRATUS_IMAGES does not say what --lambda-images is")


@pytest.fixture(scope="session")
def program():
    """A program that needs nothing else in its image."""
    with zipfile.ZipFile(packing.archive("image")) as archive:
        return archive.read("bootstrap")


@pytest.fixture
def registry():
    made = Registry()
    yield made
    made.close()


@pytest.fixture
def shelf():
    """A folder of this test's below the server's."""
    folder = Path(SHELF) / unique("images")
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def create(role, tmp_path):
    """Makes a function from an image: `create(uri, "--timeout", 5, config={...}, env={...})`."""
    made = []

    def run(uri, *more, config=None, env=None):
        name = unique()
        words = ["--image-config", json.dumps(config)] if config else []
        words += ["--environment", json.dumps({"Variables": env})] if env else []
        shown = aws(
            "lambda", "create-function", "--function-name", name, "--package-type", "Image", "--role", role,
            "--code", f"ImageUri={uri}", "--architectures", LAMBDA[ARCHITECTURE], *words, *more,
        )
        made.append(name)
        assert shown["State"] == "Pending"
        aws("lambda", "wait", "function-active-v2", "--function-name", name)
        return Function(name, tmp_path)

    yield run
    for name in made:
        aws("lambda", "delete-function", "--function-name", name)


def refused(*words):
    """The command's error."""
    with pytest.raises(AssertionError) as caught:
        aws(*words)
    return str(caught.value)


def refuse_image(role, uri, *more):
    return refused(
        "lambda", "create-function", "--function-name", unique(), "--package-type", "Image", "--role", role,
        "--code", f"ImageUri={uri}", "--architectures", LAMBDA[ARCHITECTURE], *more,
    )


def ecr(name):
    return f"123456789012.dkr.ecr.{REGION}.amazonaws.com/{name}"


@needs_shelf
def test_from_scratch_out_of_an_archive(create, shelf, program):
    uri = ecr(f"{unique('app')}:1")
    Image([layer([("app/run", program)])], Entrypoint=["/app/run"], Cmd=["main.handler"], WorkingDir="/app",
          Env=["PATH=/app", "FROM_IMAGE=yes", "OVER=image"]).save(shelf / "any.tar", uri)
    function = create(uri, "--ephemeral-storage", "Size=600", env={"OVER": "function"})
    shown = aws("lambda", "get-function", "--function-name", function.name)
    code, configuration = shown["Code"], shown["Configuration"]
    assert code["ImageUri"] == uri and code["RepositoryType"] == "ECR"
    repository, _, digest = code["ResolvedImageUri"].partition("@sha256:")
    assert (repository, digest) == (uri.removesuffix(":1"), configuration["CodeSha256"])
    assert configuration["PackageType"] == "Image" and configuration["CodeSize"] == 0
    assert not {"Runtime", "Handler", "RuntimeVersionConfig", "ImageConfigResponse"} & set(configuration)
    answer = function.invoke({})
    said = answer.json
    assert said["args"] == ["/app/run", "main.handler"] and said["dir"] == "/app"
    assert said["uid"] != 0
    env = said["env"]
    assert (env["FROM_IMAGE"], env["OVER"], env["PATH"]) == ("yes", "function", "/app")
    assert env["AWS_LAMBDA_FUNCTION_NAME"] == function.name and env["AWS_REGION"] == REGION
    assert env["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1")
    assert "AWS_EXECUTION_ENV" not in env and "LD_LIBRARY_PATH" not in env
    assert "INIT_START" not in answer.log and "REPORT RequestId: " in answer.log
    # It sees its image, and nothing else.
    assert sorted(function.invoke({"list": "/"}).json) == ["app", "dev", "etc", "proc", "tmp"]
    for path in ("/x", "/app/x", "/etc/hosts"):
        assert "read-only" in function.invoke({"write": path}).failure["errorMessage"]
    assert function.invoke({"write": "/tmp/x"}).json is True
    assert "localhost" in function.invoke({"read": "/etc/hosts"}).json


@needs_shelf
def test_layers_out_of_a_layout(create, shelf, program):
    name = f"{shelf.name}/team/app"
    packing_of = ["gzip", "zstd" if shutil.which("zstd") else "gzip", None]
    image = Image(
        [
            layer([("usr/bin/run", program), ("etc/gone", b"1"), ("etc/kept", b"1"), ("data/below", b"1")],
                  links=[("bin", "usr/bin"), ("etc/link", "/etc/kept")]),
            layer([("etc/.wh.gone", b""), ("data/.wh..wh..opq", b""), ("data/above", b"2"), ("bin/more", b"2")]),
            layer([("etc/kept", b"3")]),
        ],
        packing_of, Entrypoint=["run"],
    )
    image.lay_out(shelf / "team/app", "v1")
    function = create(ecr(f"{name}:v1"))
    shown = aws("lambda", "get-function", "--function-name", function.name)
    assert shown["Code"]["ResolvedImageUri"] == ecr(f"{name}@{image.digest}")
    assert function.invoke({"list": "/data"}).json == ["above"]
    assert "gone" not in function.invoke({"list": "/etc"}).json
    assert function.invoke({"read": "/etc/link"}).json == "3"
    assert sorted(function.invoke({"list": "/usr/bin"}).json) == ["more", "run"]
    assert function.invoke({"read": "/bin/more"}).json == "2"


def test_a_registry(create, registry, program):
    image = Image([layer([("run", program)]), layer([("note", b"one")])], ["gzip", "gzip"], Entrypoint=["/run"])
    uri = registry.push(image, "team/app", "1")
    function = create(f"{uri}:1")
    digest = aws("lambda", "get-function-configuration", "--function-name", function.name)["CodeSha256"]
    assert f"sha256:{digest}" == image.digest
    assert function.invoke({"read": "/note"}).json == "one"
    assert any(path.startswith("/token") for path in registry.asked)
    by_digest = create(f"{uri}@{image.digest}")
    asked = len(registry.asked)
    # The same layers are not fetched again.
    assert by_digest.invoke({"read": "/note"}).json == "one"
    for described in json.loads(image.manifest)["layers"]:
        assert registry.asked.count(f"/elsewhere/{described['digest']}") == 1
    assert len(registry.asked) == asked
    # A new image under the same tag counts when the function is updated, and the old one stays with its version.
    aws("lambda", "publish-version", "--function-name", function.name)
    newer = Image([layer([("run", program)]), layer([("note", b"two")])], Entrypoint=["/run"])
    registry.push(newer, "team/app", "1")
    assert function.invoke({"read": "/note"}).json == "one"
    updated = aws("lambda", "update-function-code", "--function-name", function.name, "--image-uri", f"{uri}:1")
    assert f"sha256:{updated['CodeSha256']}" == newer.digest and updated["LastUpdateStatus"] == "InProgress"
    aws("lambda", "wait", "function-updated-v2", "--function-name", function.name)
    # What lies unpacked needs no registry.
    registry.manifests.clear()
    assert function.invoke({"read": "/note"}).json == "two"
    old = Function(f"{function.name}:1", function.folder)
    assert old.invoke({"read": "/note"}).json == "one"


def test_each_architecture_gets_its_own(create, role, registry, program):
    own = Image([layer([("run", program)])], Entrypoint=["/run"])
    other = Image([layer([("run", b"not for here")])], architecture=OTHER, Entrypoint=["/run"])
    uri = registry.push_list([other, own], "app", "1")
    function = create(uri)
    shown = aws("lambda", "get-function", "--function-name", function.name)
    assert shown["Code"]["ResolvedImageUri"] == f"{registry.host}/app@{own.digest}"
    assert function.invoke({}).json["args"] == ["/run"]
    lonely = registry.push(other, "other", "1") + ":1"
    said = refuse_image(role, lonely)
    assert "InvalidParameterValueException" in said and f"for linux/{OTHER} and not for linux/{ARCHITECTURE}" in said


def test_what_it_is_started_with(create, registry, program):
    files = [("run", program), ("else/run", program)]
    uri = registry.push(Image([layer(files)], Entrypoint=["/run"], Cmd=["image"]), "app", "1") + ":1"
    config = {"EntryPoint": ["/else/run", "-x"], "Command": ["own"], "WorkingDirectory": "/else"}
    function = create(uri, config=config)
    assert function.invoke({}).json["args"] == ["/else/run", "-x", "own"]
    read = lambda: aws("lambda", "get-function-configuration", "--function-name", function.name)
    assert read()["ImageConfigResponse"] == {"ImageConfig": config}
    function.configure("--image-config", json.dumps({"Command": ["other"], "WorkingDirectory": "/else"}))
    said = function.invoke({}).json
    assert (said["args"], said["dir"]) == (["/run", "other"], "/else")
    # Other code is started the same way.
    aws("lambda", "update-function-code", "--function-name", function.name, "--image-uri", uri)
    aws("lambda", "wait", "function-updated-v2", "--function-name", function.name)
    assert read()["ImageConfigResponse"] == {"ImageConfig": {"Command": ["other"], "WorkingDirectory": "/else"}}
    function.configure("--image-config", "{}")
    assert "ImageConfigResponse" not in read()
    assert function.invoke({}).json["args"] == ["/run", "image"]
    function.configure("--image-config", json.dumps({"EntryPoint": ["/none"]}))
    failure = function.invoke({}).failure
    assert failure["errorType"] == "Runtime.InvalidEntrypoint"
    assert failure["errorMessage"].endswith("Error: fork/exec /none: no such file or directory")
    function.configure("--image-config", json.dumps({"WorkingDirectory": "/none"}))
    assert function.invoke({}).failure["errorType"] == "Runtime.InvalidWorkingDir"
    function.configure("--image-config", "{}")
    assert function.invoke({}).json["dir"] == "/"


def test_extensions_of_an_image(create, registry, program):
    files = [("run", program), ("opt/extensions/watcher", program)]
    uri = registry.push(Image([layer(files)], Entrypoint=["/run"]), "app", "1") + ":1"
    function = create(uri)
    answer = function.invoke({})
    assert answer.json["args"] == ["/run"]
    assert "extension watcher hears INVOKE\n" in answer.log
    ready = "EXTENSION\tName: watcher\tState: Ready\tEvents: [INVOKE, SHUTDOWN]"
    eventually(lambda: any(ready in line for line in function.events()))
    assert function.invoke({"read": "/proc/self/comm"}).json == "run\n"


PYTHON_BOOTSTRAP = b"""
import importlib, json, os, sys, urllib.request
module, _, name = sys.argv[1].rpartition('.')
sys.path.insert(0, os.environ['LAMBDA_TASK_ROOT'])
handler = getattr(importlib.import_module(module), name)
base = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(base + 'next') as asked:
        id, event = asked.headers['Lambda-Runtime-Aws-Request-Id'], json.load(asked)
    answer = json.dumps(handler(event, None)).encode()
    urllib.request.urlopen(urllib.request.Request(base + id + '/response', data=answer)).close()
"""

PYTHON_HANDLER = b"""
import hashlib, json, os, ssl, sys
def handler(event, context):
    print('counting', flush=True)
    return {'sum': sum(event), 'hash': hashlib.sha256(b'x').hexdigest()[:4], 'prefix': sys.prefix, 'up': os.listdir('/')}
"""


def test_a_python_of_its_own(create, registry):
    found = host_python()
    if not found:
        pytest.skip("no Python in /usr/bin")
    _, files = found
    image = Image(
        [layer(files), layer([("runtime.py", PYTHON_BOOTSTRAP)]), layer([("var/task/app.py", PYTHON_HANDLER)])],
        ["gzip", "gzip"], Entrypoint=["python3", "/runtime.py"], Cmd=["app.handler"],
        Env=["PATH=/usr/local/bin:/usr/bin:/bin", "LAMBDA_TASK_ROOT=/var/task"], WorkingDir="/var/task",
    )
    function = create(registry.push(image, "python", "1") + ":1", "--memory-size", 512, "--timeout", 30)
    answer = function.invoke([1, 2, 3])
    assert (answer.json["sum"], answer.json["hash"]) == (6, "2d71")
    assert "home" not in answer.json["up"] and "counting\n" in answer.log
    assert function.invoke([4]).json["sum"] == 4


def test_what_is_refused(create, role, registry, program, tmp_path):
    image = Image([layer([("run", program)])], Entrypoint=["/run"])
    uri = registry.push(image, "app", "1")
    for bad in ("app", f"{uri}", "../x:1"):
        said = refuse_image(role, bad)
        assert "(InvalidParameterValueException)" in said
        assert f"Source image {bad} is not valid. Provide a valid source image." in said
    for missing in (f"{uri}:2", ecr("none:1"), "registry.example.com/app:1"):
        said = refuse_image(role, missing)
        assert f"Source image {missing} does not exist. Provide a valid source image." in said
    assert "docker save" in refuse_image(role, ecr("none:1"))
    assert "lambda_registries" in refuse_image(role, "registry.example.com/app:1")
    words = "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image."
    assert words in refuse_image(role, f"{uri}:1", "--handler", "a.b")
    function = create(f"{uri}:1")
    for more in (["--handler", "a.b"], ["--runtime", "python3.12"]):
        words_of = ["lambda", "update-function-configuration", "--function-name", function.name, *more]
        assert words in refused(*words_of)
    archive = packing.pack_text(tmp_path / "some.zip", main="")
    zipped = ["--zip-file", f"fileb://{archive}"]
    said = refused("lambda", "update-function-code", "--function-name", function.name, *zipped)
    assert "Please provide ImageUri when updating a function with packageType Image." in said


def test_damaged_and_hostile_images(role, registry, program):
    image = Image([layer([("run", program)])], Entrypoint=["/run"])
    uri = registry.push(image, "app", "1") + ":1"
    blob = max(image.blobs, key=lambda digest: len(image.blobs[digest]))
    registry.blobs[blob] = image.blobs[blob][:-1] + b"!"
    said = refuse_image(role, uri)
    assert "is not valid. Provide a valid source image." in said and "is damaged" in said
    for entries, links, words in (
        ([("../out", b"x")], (), "would lie outside of the image"),
        ([("/etc/x", b"x")], (), "would lie outside of the image"),
        ([], [("door", "../../..")], None),
    ):
        files = layer([("run", program), *entries], links)
        above = layer([("door/x", b"x")]) if links else layer([("y", b"y")])
        bad = registry.push(Image([files, above], Entrypoint=["/run"]), unique(), "1") + ":1"
        assert (words or "leads out of the image") in refuse_image(role, bad)
    listed = json.dumps({"schemaVersion": 2, "config": {"digest": image.digest, "size": 1}, "layers": []}).encode()
    registry.manifests["empty/1"] = ("application/vnd.oci.image.manifest.v1+json", listed)
    said = refuse_image(role, f"{registry.host}/empty:1")
    assert "The image manifest, config or layer media type for the source image" in said


def test_the_cloud_says_whether_it_runs_images():
    done = subprocess.run(["curl", "-s", f"{ENDPOINT}/_stratus/lambda/driver"], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert "no_images" in told
    if told["name"] == "sandbox":
        assert told["no_images"] is None
