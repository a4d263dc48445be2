"""The Python runtime: asks for events, calls the handler, answers.

It speaks HTTP over a bare socket, because the standard client's imports cost more than many functions take to begin.
Ref: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""
import importlib
import json
import logging
import os
import socket
import sys
import time
import traceback

JSON_LOGS = False
# Before a record, and for newlines inside of it: the log then holds it as one event.
RECORD = "\x1e"


def become():
    """A spare has begun before anybody knew for which function: it is told now, once."""
    number = os.environ.pop("_STRATUS_SPARE", None)
    if number is None:
        return
    with open(int(number), "rb") as told:
        folder, *variables = told.read().split(b"\0")[:-1]
    os.chdir(folder)
    os.environ.clear()
    for variable in variables:
        name, _, value = variable.partition(b"=")
        os.environb[name] = value
    # Records of the log tell how long ago this was.
    logging._startTime = time.time_ns() if isinstance(logging._startTime, int) else time.time()


def set_paths():
    version = "python%d.%d" % sys.version_info[:2]
    runtime = os.path.dirname(os.path.abspath(__file__))
    task, opt = os.environ.get("LAMBDA_TASK_ROOT", "/var/task"), os.environ.pop("_STRATUS_LAYERS", "/opt")
    rest = [path for path in sys.path if path and os.path.abspath(path) != runtime]
    layers = [opt + "/python/lib/" + version + "/site-packages", opt + "/python"]
    sys.path[:] = [task] + layers + rest + [runtime]


class Api:
    """A connection that is kept."""

    def __init__(self, address):
        host, _, port = address.rpartition(":")
        self.address = (host, int(port))
        self.host = address
        self.socket = None
        self.rest = b""

    def connect(self):
        # An address in numbers: looking names up would cost the import of a codec.
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.socket.connect(self.address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def call(self, method, path, body=b"", headers=()):
        lines = ["%s %s HTTP/1.1" % (method, path), "Host: " + self.host, "Content-Length: %d" % len(body)]
        lines.extend("%s: %s" % pair for pair in headers)
        request = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body
        if self.socket is None:
            self.connect()
        self.socket.sendall(request)
        return self.answer()

    def read(self):
        piece = self.socket.recv(1 << 16)
        if not piece:
            raise ConnectionError("the Runtime API closed the connection")
        self.rest += piece

    def answer(self):
        while b"\r\n\r\n" not in self.rest:
            self.read()
        head, _, rest = self.rest.partition(b"\r\n\r\n")
        lines = head.decode("utf-8", "surrogateescape").split("\r\n")
        status = int(lines[0].split(" ", 2)[1])
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        length = int(headers.get("content-length", "0"))
        pieces, have = [rest], len(rest)
        while have < length:
            piece = self.socket.recv(1 << 20)
            if not piece:
                raise ConnectionError("the Runtime API closed the connection")
            pieces.append(piece)
            have += len(piece)
        body = b"".join(pieces)
        self.rest = body[length:]
        return status, headers, body[:length]


class Client:
    def __init__(self, told):
        told = told or {}
        self.installation_id = told.get("installation_id")
        self.app_title = told.get("app_title")
        self.app_version_name = told.get("app_version_name")
        self.app_version_code = told.get("app_version_code")
        self.app_package_name = told.get("app_package_name")


class ClientContext:
    def __init__(self, told):
        self.custom = told.get("custom")
        self.env = told.get("env")
        self.client = Client(told.get("client")) if told.get("client") is not None else None


class CognitoIdentity:
    def __init__(self, told):
        self.cognito_identity_id = told.get("cognitoIdentityId")
        self.cognito_identity_pool_id = told.get("cognitoIdentityPoolId")


class LambdaContext:
    """What a handler gets as its second argument."""

    def __init__(self, headers):
        self.aws_request_id = headers.get("lambda-runtime-aws-request-id")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.tenant_id = None
        client = headers.get("lambda-runtime-client-context")
        self.client_context = ClientContext(json.loads(client)) if client else None
        identity = headers.get("lambda-runtime-cognito-identity")
        self.identity = CognitoIdentity(json.loads(identity) if identity else {})
        self._epoch_deadline_time_in_ms = int(headers.get("lambda-runtime-deadline-ms", "0"))

    def get_remaining_time_in_millis(self):
        left = self._epoch_deadline_time_in_ms - int(time.time() * 1000)
        return left if left > 0 else 0

    def log(self, msg):
        write_record(str(msg))

    def __repr__(self):
        members = sorted(self.__dict__.items())
        return "LambdaContext([" + ",".join("%s=%s" % pair for pair in members) + "])"


class Fault(Exception):
    """A failure to find or load the handler."""

    def __init__(self, kind, message, stack=()):
        Exception.__init__(self, message)
        self.kind = kind
        self.stack = list(stack)


def encode_other(value):
    if type(value).__name__ == "Decimal":
        return float(value) if value == value else float("nan")
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


REQUEST = {"id": ""}


def write_record(text):
    sys.stdout.flush()
    data = (RECORD + text.replace("\n", RECORD) + "\n").encode("utf-8", "replace")
    while data:
        data = data[os.write(1, data):]


class LogHandler(logging.Handler):
    def emit(self, record):
        try:
            write_record(self.format(record))
        except Exception:
            self.handleError(record)


class TextFormatter(logging.Formatter):
    converter = time.gmtime

    def format(self, record):
        record.aws_request_id = REQUEST["id"]
        return logging.Formatter.format(self, record) + "\n"


class JsonFormatter(logging.Formatter):
    converter = time.gmtime

    def format(self, record):
        event = {
            "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
        }
        if record.exc_info:
            event["stackTrace"] = traceback.format_tb(record.exc_info[2])
            event["errorType"] = record.exc_info[0].__name__
            event["errorMessage"] = str(record.exc_info[1])
            event["location"] = "%s:%s:%d" % (record.pathname, record.funcName, record.lineno)
        for name, value in record.__dict__.items():
            if name not in PLAIN and name not in event:
                event[name] = value
        event["requestId"] = REQUEST["id"]
        return json.dumps(event, ensure_ascii=False, default=str) + "\n"


PLAIN = set(logging.LogRecord("", 0, "", 0, "", (), None).__dict__) | {"message", "asctime", "aws_request_id", "taskName"}


def set_up_logging():
    handler = LogHandler()
    if JSON_LOGS:
        handler.setFormatter(JsonFormatter())
    else:
        form = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s"
        handler.setFormatter(TextFormatter(form, "%Y-%m-%dT%H:%M:%S"))
    root = logging.getLogger()
    root.addHandler(handler)
    levels = {"TRACE": "NOTSET", "FATAL": "CRITICAL", "WARN": "WARNING"}
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL")
    if JSON_LOGS and level:
        root.setLevel(levels.get(level, level))


def stack_of(error):
    """Frames as text, without this file's own."""
    frames = traceback.extract_tb(error.__traceback__)
    own = os.path.abspath(__file__)
    while frames and os.path.abspath(frames[0].filename) == own:
        frames = frames[1:]
    return traceback.format_list(frames)


def shape_of(error, request_id):
    fault = isinstance(error, Fault)
    shape = {
        "errorMessage": str(error),
        "errorType": error.kind if fault else type(error).__name__,
        "requestId": request_id,
        "stackTrace": error.stack if fault else stack_of(error),
    }
    # AWS's oldest runtime does not tell it.
    if os.environ.get("AWS_EXECUTION_ENV") == "AWS_Lambda_python3.8":
        del shape["requestId"]
    return shape


def log_error(shape):
    if JSON_LOGS:
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        return write_record(json.dumps(dict({"timestamp": now, "log_level": "ERROR"}, **shape), ensure_ascii=False) + "\n")
    lines = ["[ERROR] %s: %s" % (shape["errorType"], shape["errorMessage"]), "Traceback (most recent call last):"]
    for entry in shape["stackTrace"]:
        for line in entry.rstrip("\n").split("\n"):
            bare = line.lstrip(" ")
            # Ordinary spaces at the beginning would not be shown.
            lines.append("\xa0" * (len(line) - len(bare)) + bare)
    write_record("\n".join(lines))


def load(name):
    """The handler `package/module.function`."""
    module_name, dot, function = name.rpartition(".")
    if not dot:
        raise Fault("Runtime.MalformedHandlerName", "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % name)
    try:
        if module_name.split(".")[0] in sys.builtin_module_names:
            raise Fault("Runtime.ImportModuleError", "Cannot use built-in module %s as a handler module" % module_name)
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        hint(error)
        raise Fault("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (module_name, error))
    except SyntaxError as error:
        place = '  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)
        raise Fault("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, error), [place])
    if not hasattr(module, function):
        raise Fault("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function, module_name))
    return getattr(module, function)


def hint(error):
    if getattr(error, "name", None) in ("boto3", "botocore"):
        write_record(
            "[STRATUS] AWS brings boto3 along with its Python; the Python of this machine that runs the function (%s) has "
            "none: install it there (pip install boto3), or put it into the package or a layer.\n" % sys.version.split()[0]
        )


def answer(api, handler, headers, body):
    request_id = headers["lambda-runtime-aws-request-id"]
    REQUEST["id"] = request_id
    trace = headers.get("lambda-runtime-trace-id")
    if trace:
        os.environ["_X_AMZN_TRACE_ID"] = trace
    base = "/2018-06-01/runtime/invocation/" + request_id
    try:
        try:
            event = json.loads(body)
        except ValueError as error:
            raise Fault("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % error)
        result = handler(event, LambdaContext(headers))
        try:
            payload = json.dumps(result, ensure_ascii=False, default=encode_other).encode("utf-8", "surrogatepass")
        except Exception as error:
            raise Fault("Runtime.MarshalError", "Unable to marshal response: %s" % error)
    except Exception as error:
        shape = shape_of(error, request_id)
        log_error(shape)
        flush()
        kind = [("Lambda-Runtime-Function-Error-Type", shape["errorType"])]
        api.call("POST", base + "/error", json.dumps(shape).encode(), kind)
        return
    flush()
    api.call("POST", base + "/response", payload, [("Content-Type", "application/json")])


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass


def main():
    global JSON_LOGS
    become()
    set_paths()
    JSON_LOGS = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(line_buffering=True, errors="backslashreplace")
    set_up_logging()
    # A module of this name is what code finds that looks for the runtime's context type.
    sys.modules["bootstrap"] = sys.modules["__main__"]
    api = Api(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        handler = load(os.environ.get("_HANDLER", ""))
    except Exception as error:
        shape = shape_of(error, "")
        log_error(shape)
        flush()
        kind = [("Lambda-Runtime-Function-Error-Type", shape["errorType"])]
        api.call("POST", "/2018-06-01/runtime/init/error", json.dumps(shape).encode(), kind)
        sys.exit(1)
    while True:
        _, headers, body = api.call("GET", "/2018-06-01/runtime/invocation/next")
        answer(api, handler, headers, body)


if __name__ == "__main__":
    main()
