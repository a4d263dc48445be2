// The Node.js runtime: asks for events, calls the handler, answers, in one piece or as a stream.
// It speaks HTTP over a bare socket, which it lets go of while a handler runs, so that the event loop can run empty.
// Ref: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html,
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
import net from 'node:net';
import fs from 'node:fs';
import path from 'node:path';
import util from 'node:util';
import { Writable } from 'node:stream';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { asksInThread, findBeyond, hintOf } from './modules.mjs';

const env = process.env;
const taskRoot = env.LAMBDA_TASK_ROOT || '/var/task';
const jsonLogs = env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
const require = createRequire(path.join(taskRoot, 'noop.js'));
// Before a record, and for newlines inside of it: the log then holds it as one event.
const RECORD = '\x1e';
let requestId;

// --- The Runtime API -------------------------------------------------------------------------------------------------

class Api {
  constructor(address) {
    const at = address.lastIndexOf(':');
    this.host = address.slice(0, at);
    this.port = Number(address.slice(at + 1));
    this.rest = Buffer.alloc(0);
  }

  open() {
    if (this.socket && !this.socket.destroyed) return;
    this.rest = Buffer.alloc(0);
    this.socket = net.connect(this.port, this.host);
    this.socket.setNoDelay(true);
    this.socket.on('data', (piece) => {
      this.rest = this.rest.length ? Buffer.concat([this.rest, piece]) : piece;
      this.look();
    });
    const end = (error) => {
      const waiting = this.waiting;
      this.waiting = undefined;
      this.socket.destroy();
      if (waiting) waiting.reject(error || new Error('the Runtime API closed the connection'));
    };
    this.socket.on('error', end);
    this.socket.on('close', () => end());
  }

  // Whether the socket keeps the process alive.
  hold(on) {
    if (on) this.socket.ref();
    else this.socket.unref();
  }

  begin(method, target, headers) {
    this.open();
    this.hold(true);
    let head = `${method} ${target} HTTP/1.1\r\nHost: ${this.host}:${this.port}\r\n`;
    for (const [name, value] of Object.entries(headers)) head += `${name}: ${value}\r\n`;
    return head + '\r\n';
  }

  answer() {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
    });
  }

  call(method, target, body = '', headers = {}) {
    const bytes = Buffer.from(body);
    const head = Buffer.from(this.begin(method, target, { ...headers, 'Content-Length': bytes.length }), 'latin1');
    const answer = this.answer();
    this.socket.write(bytes.length ? Buffer.concat([head, bytes]) : head);
    return answer;
  }

  look() {
    const end = this.rest.indexOf('\r\n\r\n');
    if (end < 0 || !this.waiting) return;
    if (!this.head) {
      const lines = this.rest.toString('utf8', 0, end).split('\r\n');
      this.head = { status: Number(lines[0].split(' ')[1]), headers: {} };
      for (const line of lines.slice(1)) {
        const at = line.indexOf(':');
        this.head.headers[line.slice(0, at).toLowerCase()] = line.slice(at + 1).trim();
      }
    }
    const length = Number(this.head.headers['content-length'] || 0);
    if (this.rest.length < end + 4 + length) return;
    const answer = { ...this.head, body: this.rest.subarray(end + 4, end + 4 + length) };
    this.rest = this.rest.subarray(end + 4 + length);
    this.head = undefined;
    const waiting = this.waiting;
    this.waiting = undefined;
    waiting.resolve(answer);
  }
}

const api = new Api(env.AWS_LAMBDA_RUNTIME_API);
const invocation = (what) => `/2018-06-01/runtime/invocation/${requestId}/${what}`;

// --- Logs ------------------------------------------------------------------------------------------------------------

const LEVELS = { TRACE: 0, DEBUG: 1, INFO: 2, WARN: 3, ERROR: 4, FATAL: 5 };
const lowest = jsonLogs ? LEVELS[env.AWS_LAMBDA_LOG_LEVEL] ?? LEVELS.INFO : 0;

function record(text) {
  fs.writeSync(1, RECORD + text.replaceAll('\n', RECORD) + RECORD + '\n');
}

function line(level, parts) {
  if (LEVELS[level] < lowest) return;
  const now = new Date().toISOString();
  if (!jsonLogs) return record(`${now}\t${requestId}\t${level}\t${util.format(...parts)}`);
  const event = { timestamp: now, level, requestId };
  const [first] = parts;
  if (parts.length === 1 && first instanceof Error) {
    Object.assign(event, { message: plain(first), errorType: first.name, errorMessage: first.message, stackTrace: stack(first) });
  } else if (parts.length === 1 && typeof first === 'object' && first !== null) {
    event.message = first;
  } else {
    event.message = util.format(...parts);
    const error = parts.find((part) => part instanceof Error);
    if (error) Object.assign(event, { errorType: error.name, errorMessage: error.message, stackTrace: stack(error) });
  }
  let text;
  try {
    text = JSON.stringify(event, (_, value) => (typeof value === 'bigint' ? value.toString() : value instanceof Error ? plain(value) : value));
  } catch {
    text = JSON.stringify({ ...event, message: util.format(...parts) });
  }
  record(text);
}

function patchConsole() {
  const as = (level) => (...parts) => line(level, parts);
  Object.assign(console, {
    log: as('INFO'), info: as('INFO'), warn: as('WARN'), error: as('ERROR'), debug: as('DEBUG'), trace: as('TRACE'), fatal: as('FATAL'),
  });
}

// --- Errors ----------------------------------------------------------------------------------------------------------

const stack = (error) => (typeof error.stack === 'string' ? error.stack.split('\n') : []);
const plain = (error) => ({ errorType: error.name, errorMessage: error.message, stackTrace: stack(error) });

function isError(value) {
  return value instanceof Error || (value && typeof value === 'object' && 'name' in value && 'message' in value && 'stack' in value);
}

// As callers get it.
function shape(error) {
  if (isError(error)) {
    return { errorType: String(error.name), errorMessage: String(error.message), trace: stack(error) };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

// As the log has it.
function logged(error) {
  if (!isError(error)) return shape(error);
  const own = { errorType: error.name, errorMessage: error.message };
  for (const name of Object.keys(error)) own[name] = error[name];
  own.stack = stack(error);
  return own;
}

function logError(what, error) {
  if (jsonLogs) return line('ERROR', [isError(error) ? error : String(error)]);
  let text;
  try {
    text = JSON.stringify(logged(error));
  } catch {
    text = JSON.stringify(shape(error));
  }
  record(`${new Date().toISOString()}\t${requestId}\tERROR\t${what} \t${text}`);
}

class Fault extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

function send(target, error) {
  const told = shape(error);
  const kind = told.errorType.replace(/[^\x20-\x7e]/g, '?');
  return api.call('POST', target, JSON.stringify(told), { 'Content-Type': 'application/json', 'Lambda-Runtime-Function-Error-Type': kind });
}

async function die(what, error, code) {
  logError(what, error);
  try {
    await send(requestId ? invocation('error') : '/2018-06-01/runtime/init/error', error);
  } finally {
    process.exit(code);
  }
}

// --- Streams ---------------------------------------------------------------------------------------------------------

const STREAMS = Symbol.for('stratus.lambda.streams');
const HTTP_TYPE = 'application/vnd.awslambda.http-integration-response';

class ResponseStream extends Writable {
  constructor() {
    super({ highWaterMark: 64 * 1024 });
    this.type = 'application/octet-stream';
    this.done = new Promise((resolve, reject) => {
      this.on('finish', resolve);
      this.on('error', reject);
    });
    this.done.catch(() => {});
  }

  setContentType(type) {
    this.type = type;
  }

  start() {
    if (this.answered) return;
    const headers = {
      'Content-Type': this.type,
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      'Transfer-Encoding': 'chunked',
      Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
    };
    const head = api.begin('POST', invocation('response'), headers);
    this.answered = api.answer();
    this.answered.catch(() => {});
    api.socket.write(Buffer.from(head, 'latin1'));
    if (this.prelude) this.piece(this.prelude);
  }

  piece(bytes, done) {
    api.socket.write(`${bytes.length.toString(16)}\r\n`);
    api.socket.write(bytes);
    return api.socket.write('\r\n', done);
  }

  _write(chunk, encoding, done) {
    this.start();
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk, encoding);
    if (bytes.length === 0) return done();
    this.piece(bytes, done);
  }

  _final(done) {
    this.start();
    api.socket.write('0\r\n\r\n');
    this.answered.then(() => done(), done);
  }

  // The answer has begun: what went wrong follows it.
  async fail(error) {
    // After all pieces that were written.
    await new Promise((resolve) => this.write(Buffer.alloc(0), resolve));
    const told = shape(error);
    const body = Buffer.from(JSON.stringify(told)).toString('base64');
    const kind = told.errorType.replace(/[^\x20-\x7e]/g, '?');
    api.socket.write(`0\r\nLambda-Runtime-Function-Error-Type: ${kind}\r\nLambda-Runtime-Function-Error-Body: ${body}\r\n\r\n`);
    await this.answered;
  }
}

globalThis.awslambda = {
  streamifyResponse(handler, options) {
    handler[STREAMS] = options || true;
    return handler;
  },
  HttpResponseStream: class {
    static from(stream, metadata) {
      stream.setContentType(HTTP_TYPE);
      stream.prelude = Buffer.concat([Buffer.from(JSON.stringify(metadata)), Buffer.alloc(8)]);
      return stream;
    }
  },
};

// --- The handler -----------------------------------------------------------------------------------------------------

function isModule(file) {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    try {
      return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).type === 'module';
    } catch {
      if (folder === path.dirname(folder)) return false;
    }
  }
}

async function loadModule(name) {
  const base = path.resolve(taskRoot, name);
  if (asksInThread) findBeyond();
  const bring = (file) => {
    if (!asksInThread) findBeyond();
    return import(pathToFileURL(file).href);
  };
  if (fs.existsSync(base) && fs.statSync(base).isFile()) return require(base);
  if (fs.existsSync(`${base}.js`)) return isModule(`${base}.js`) ? bring(`${base}.js`) : require(`${base}.js`);
  if (fs.existsSync(`${base}.mjs`)) return bring(`${base}.mjs`);
  if (fs.existsSync(`${base}.cjs`)) return require(`${base}.cjs`);
  return require(require.resolve(name, { paths: [taskRoot, path.dirname(base)] }));
}

async function load(name) {
  const file = path.basename(name);
  const at = file.indexOf('.');
  if (at <= 0 || name.includes('..')) throw new Fault('Runtime.MalformedHandlerName', 'Bad handler');
  const moduleName = path.join(path.dirname(name), file.slice(0, at));
  let found;
  try {
    found = await loadModule(moduleName);
  } catch (error) {
    if (error instanceof SyntaxError) throw new Fault('Runtime.UserCodeSyntaxError', error.toString());
    if (error && ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(error.code)) {
      const hint = hintOf(error);
      if (hint) record(hint);
      throw new Fault('Runtime.ImportModuleError', error.toString());
    }
    throw error;
  }
  let handler = found;
  for (const part of file.slice(at + 1).split('.')) {
    handler = handler?.[part] ?? (handler === found ? found?.default?.[part] : undefined);
  }
  if (handler === undefined) throw new Fault('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw new Fault('Runtime.HandlerNotFound', `${name} is not a function`);
  return handler;
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const parse = (name) => (headers[name] ? JSON.parse(headers[name]) : undefined);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: parse('lambda-runtime-client-context'),
    identity: parse('lambda-runtime-cognito-identity'),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

// What is to be done once nothing is left to do.
let whenIdle;
process.on('beforeExit', () => {
  const next = whenIdle;
  whenIdle = undefined;
  if (next) next();
});

// Calls a handler that returns a promise, or takes a callback; resolves to what it gave.
function call(handler, event, context) {
  return new Promise((resolve, reject) => {
    const settle = (error, result) => (error === undefined || error === null ? resolve(result) : reject(error));
    whenIdle = () => settle(null, null);
    const callback = (error, result) => {
      const now = () => settle(error, result);
      if (error === undefined || error === null ? context.callbackWaitsForEmptyEventLoop : false) whenIdle = now;
      else setImmediate(now);
    };
    context.done = callback;
    context.succeed = (result) => setImmediate(() => settle(null, result));
    context.fail = (error) => setImmediate(() => settle(error ?? 'handled', null));
    api.hold(false);
    const result = handler(event, context, callback);
    if (result && typeof result.then === 'function') result.then(resolve, reject);
  });
}

async function buffered(handler, event, context) {
  const result = await call(handler, event, context);
  let text;
  try {
    text = JSON.stringify(result === undefined ? null : result);
  } catch {
    throw new Fault('Runtime.MarshalError', 'Unable to stringify response body');
  }
  whenIdle = undefined;
  await api.call('POST', invocation('response'), text ?? 'null', { 'Content-Type': 'application/json' });
}

async function streamed(handler, event, context) {
  const stream = new ResponseStream();
  whenIdle = () => stream.writableEnded || stream.end();
  api.open();
  try {
    await handler(event, stream, context);
    await stream.done;
  } catch (error) {
    if (!stream.answered) throw error;
    logError('Invoke Error', error);
    await stream.fail(error);
  }
  whenIdle = undefined;
}

async function answer(handler, { headers, body }) {
  requestId = headers['lambda-runtime-aws-request-id'];
  if (headers['lambda-runtime-trace-id']) env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  try {
    const event = JSON.parse(body.toString('utf8'));
    await (handler[STREAMS] ? streamed : buffered)(handler, event, contextOf(headers));
  } catch (error) {
    whenIdle = undefined;
    logError('Invoke Error', error);
    await send(invocation('error'), error);
  }
}

process.on('uncaughtException', (error) => die('Uncaught Exception', error, 129));
process.on('unhandledRejection', (reason) => {
  const error = new Fault('Runtime.UnhandledPromiseRejection', reason?.toString());
  error.reason = reason;
  die('Unhandled Promise Rejection', error, 128);
});

patchConsole();

// Not awaited at the top: a module that is never done would end the process with a code of its own.
(async () => {
  let handler;
  try {
    handler = await load(env._HANDLER || '');
  } catch (error) {
    await die('Uncaught Exception', error, 1);
  }
  for (;;) {
    await answer(handler, await api.call('GET', '/2018-06-01/runtime/invocation/next'));
  }
})();
