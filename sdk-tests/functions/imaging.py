"""Container images made by the tests: layers, archives as `docker save` writes them, OCI layouts, and a small registry."""

import gzip
import hashlib
import http.server
import io
import json
import platform
import shutil
import subprocess
import tarfile
import threading

ARCHITECTURE = "arm64" if platform.machine() in ("aarch64", "arm64") else "amd64"
OTHER = "amd64" if ARCHITECTURE == "arm64" else "arm64"
KINDS = {
    None: "application/vnd.oci.image.layer.v1.tar",
    "gzip": "application/vnd.oci.image.layer.v1.tar+gzip",
    "zstd": "application/vnd.oci.image.layer.v1.tar+zstd",
}
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"


def sha256(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def layer(files=(), links=(), mode=0o755):
    """A tar: `files` are (name, bytes), or (name, None) for a folder; `links` are (name, target)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in files:
            entry = tarfile.TarInfo(name)
            entry.mode = mode
            if data is None:
                entry.type = tarfile.DIRTYPE
            else:
                entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data or b""))
        for name, target in links:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            tar.addfile(entry)
    return out.getvalue()


def packed(data, how):
    if how == "gzip":
        return gzip.compress(data, 1)
    if how == "zstd":
        return subprocess.run(["zstd", "-q", "-1"], input=data, capture_output=True, check=True).stdout
    return data


class Image:
    """An image: layers, how each is packed, and what it runs."""

    def __init__(self, layers, packing=(), architecture=ARCHITECTURE, **config):
        self.layers = layers
        packing = [*packing, *[None] * len(layers)][: len(layers)]
        self.blobs = {}
        self.config = json.dumps({
            "architecture": architecture,
            "os": "linux",
            "config": config,
            "rootfs": {"type": "layers", "diff_ids": [sha256(data) for data in layers]},
        }).encode()
        described = []
        for data, how in zip(layers, packing, strict=True):
            described.append({"mediaType": KINDS[how], **self.add(packed(data, how))})
        self.manifest = json.dumps({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **self.add(self.config)},
            "layers": described,
        }).encode()
        self.architecture = architecture
        self.digest = self.add(self.manifest)["digest"]

    def add(self, data):
        digest = sha256(data)
        self.blobs[digest] = data
        return {"digest": digest, "size": len(data)}

    def save(self, path, name):
        """An archive as `docker save` wrote it before version 25."""
        files = [("config.json", self.config)]
        names = [f"{at}/layer.tar" for at in range(len(self.layers))]
        files += zip(names, self.layers, strict=True)
        listed = [{"Config": "config.json", "RepoTags": [name], "Layers": names}]
        path.write_bytes(layer([("manifest.json", json.dumps(listed).encode()), *files]))

    def lay_out(self, folder, tag):
        """An OCI layout."""
        blobs = folder / "blobs/sha256"
        blobs.mkdir(parents=True)
        for digest, data in self.blobs.items():
            (blobs / digest.removeprefix("sha256:")).write_bytes(data)
        own = {"mediaType": MANIFEST, "digest": self.digest, "size": len(self.manifest)}
        own["annotations"] = {"org.opencontainers.image.ref.name": tag}
        (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [own]}))
        (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')


class Registry:
    """A registry on the loopback, which hands out tokens to whoever asks, and blobs by a redirect."""

    def __init__(self):
        self.manifests, self.blobs, self.asked = {}, {}, []
        registry = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                registry.answer(self)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def push(self, image, name, *points):
        self.blobs.update(image.blobs)
        for point in [*points, image.digest]:
            self.manifests[f"{name}/{point}"] = (MANIFEST, image.manifest)
        return f"{self.host}/{name}"

    def push_list(self, images, name, tag):
        entries = []
        for image in images:
            self.push(image, name)
            entries.append({
                "mediaType": MANIFEST, "digest": image.digest, "size": len(image.manifest),
                "platform": {"os": "linux", "architecture": image.architecture},
            })
        index = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}).encode()
        self.manifests[f"{name}/{tag}"] = (INDEX, index)
        return f"{self.host}/{name}:{tag}"

    def answer(self, request):
        path = request.path
        self.asked.append(path)
        if path.startswith("/token"):
            return self.send(request, 200, b'{"token": "open"}', "application/json")
        if path.startswith("/elsewhere/"):
            # Where a redirect leads nobody needs a token.
            data = self.blobs.get(path.rsplit("/", 1)[1])
            return self.send(request, 200, data) if data else self.send(request, 404)
        if request.headers.get("Authorization") != "Bearer open":
            challenge = f'Bearer realm="http://{self.host}/token",service="tests",scope="all"'
            return self.send(request, 401, headers={"WWW-Authenticate": challenge})
        kind, _, rest = path.removeprefix("/v2/").rpartition("/")
        name, _, kind = kind.rpartition("/")
        if kind == "manifests" and f"{name}/{rest}" in self.manifests:
            media, data = self.manifests[f"{name}/{rest}"]
            return self.send(request, 200, data, media)
        if kind == "blobs" and rest in self.blobs:
            return self.send(request, 307, headers={"Location": f"/elsewhere/{rest}"})
        return self.send(request, 404)

    @staticmethod
    def send(request, status, data=b"", media="application/octet-stream", headers=None):
        request.send_response(status)
        for name, value in (headers or {}).items():
            request.send_header(name, value)
        request.send_header("Content-Type", media)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)


def host_python():
    """The files of a Python of this machine, as layers' files; `None` when there is none that can be carried along."""
    program = "/usr/bin/python3"
    if not shutil.which(program) or not shutil.which("ldd"):
        return None
    say = "import sys, sysconfig; print(sysconfig.get_path('stdlib'), f'{sys.version_info[0]}.{sys.version_info[1]}')"
    stdlib, version = subprocess.run(
        [program, "-I", "-c", say], capture_output=True, text=True, check=True
    ).stdout.split()
    from pathlib import Path

    paths = [path for path in Path(stdlib).rglob("*") if path.is_file()]
    skipped = {"test", "tests", "idlelib", "__pycache__", "lib2to3", "ensurepip", "dist-packages", "turtledemo"}
    kept = [path for path in paths if not skipped & set(path.parts) and not path.name.startswith("libpython")]
    libraries = set()
    for path in [Path(program), *(path for path in kept if path.suffix == ".so")]:
        said = subprocess.run(["ldd", str(path)], capture_output=True, text=True, check=False).stdout
        for word in said.split():
            if word.startswith("/") and Path(word).is_file():
                libraries.add(word)
    files = [(str(path)[1:], path.read_bytes()) for path in kept]
    files += [(path[1:], Path(path).resolve().read_bytes()) for path in sorted(libraries)]
    files.append(("usr/bin/python3", Path(program).resolve().read_bytes()))
    return version, files
