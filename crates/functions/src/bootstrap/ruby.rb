# The Ruby runtime: asks for events, calls the handler, answers.
#
# It speaks HTTP over a bare socket: the standard client is loaded by functions that use it.
# Ref: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
# frozen_string_literal: true

require 'json'
require 'logger'
require 'socket'

# What a handler gets as `context:`.
class LambdaContext
  attr_reader :aws_request_id, :invoked_function_arn, :log_group_name, :log_stream_name, :function_name,
              :memory_limit_in_mb, :function_version, :identity, :client_context, :deadline_ms

  def initialize(headers)
    @aws_request_id = headers['lambda-runtime-aws-request-id']
    @invoked_function_arn = headers['lambda-runtime-invoked-function-arn']
    @deadline_ms = headers['lambda-runtime-deadline-ms'].to_i
    @log_group_name = ENV['AWS_LAMBDA_LOG_GROUP_NAME']
    @log_stream_name = ENV['AWS_LAMBDA_LOG_STREAM_NAME']
    @function_name = ENV['AWS_LAMBDA_FUNCTION_NAME']
    @function_version = ENV['AWS_LAMBDA_FUNCTION_VERSION']
    @memory_limit_in_mb = ENV['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']
    client, identity = headers.values_at('lambda-runtime-client-context', 'lambda-runtime-cognito-identity')
    @client_context = JSON.parse(client) if client
    @identity = JSON.parse(identity) if identity
  end

  def get_remaining_time_in_millis
    [@deadline_ms - Process.clock_gettime(Process::CLOCK_REALTIME, :millisecond), 0].max
  end
end

# The handler `file.method` or `file.Module::Class.method`.
class LambdaHandler
  attr_reader :file

  def initialize(name)
    parts = name.split('.')
    @file, @owner, @method = parts.size == 2 ? [parts[0], nil, parts[1]] : parts
    return if [2, 3].include?(parts.size)

    raise ArgumentError, "Invalid handler #{name}: it must be FILE.METHOD or FILE.CLASS.METHOD, where FILE.rb is a file " \
                         'of the package, CLASS a class or module, and METHOD one of its own methods'
  end

  def call(event, context)
    target = @owner ? Object.const_get(@owner) : self
    target.__send__(@method, event: event, context: context)
  end
end

module StratusRuntime
  BASE = '/2018-06-01/runtime'
  JSON_LOGS = ENV['AWS_LAMBDA_LOG_FORMAT'] == 'JSON'
  # Before a record, and for newlines inside of it: the log then holds it as one event.
  RECORD = "\x1e"
  ZONED = '%Y-%m-%dT%H:%M:%S.%6NZ'

  class << self
    attr_reader :request_id
  end

  # A connection that is kept.
  class Api
    def initialize(address)
      @host = address
      name, _, port = address.rpartition(':')
      @socket = TCPSocket.new(name, port.to_i)
      @socket.setsockopt(Socket::IPPROTO_TCP, Socket::TCP_NODELAY, 1)
    end

    def call(method, path, body = '', headers = {})
      body = body.b
      lines = ["#{method} #{path} HTTP/1.1", "Host: #{@host}", "Content-Length: #{body.bytesize}"]
      lines.concat(headers.map { |name, value| "#{name}: #{value}" })
      @socket.write("#{lines.join("\r\n")}\r\n\r\n".b + body)
      answer
    end

    private

    def line
      (@socket.gets || raise(IOError, 'the Runtime API closed the connection')).chomp
    end

    def answer
      line
      headers = {}
      until (text = line).empty?
        name, _, value = text.partition(':')
        headers[name.downcase] = value.strip.force_encoding(Encoding::UTF_8)
      end
      body = @socket.read(headers['content-length'].to_i) || ''
      [headers, body.force_encoding(Encoding::UTF_8)]
    end
  end

  # Where loggers write that were given the standard streams.
  class Sink
    def write(text)
      StratusRuntime.record(text)
    end

    def close; end
  end

  class TextFormatter < Logger::Formatter
    def call(severity, time, program, message)
      format("%s, [%s #%d] %5s %s -- %s: %s\n", severity[0], time.strftime('%Y-%m-%dT%H:%M:%S.%6N'), Process.pid,
             severity, StratusRuntime.request_id, program, msg2str(message))
    end
  end

  class JsonFormatter < Logger::Formatter
    def call(severity, time, program, message)
      error = message.is_a?(Exception)
      event = {
        timestamp: time.getutc.strftime(ZONED), level: severity,
        message: StratusRuntime.text(error ? message.message : msg2str(message)), requestId: StratusRuntime.request_id
      }
      event[:logger] = StratusRuntime.text(program) if program && !program.to_s.empty?
      if error
        event.update(errorType: message.class.to_s, errorMessage: event[:message], stackTrace: message.backtrace.to_a)
      end
      "#{JSON.generate(event.compact)}\n"
    end
  end

  # Loggers that write to the standard streams name the request, and each message is one event.
  module Loggers
    LEVELS = { 'TRACE' => 'DEBUG' }.freeze

    def initialize(device = nil, *more, **options)
      return super unless device.equal?(STDOUT) || device.equal?(STDERR)

      options[:formatter] ||= JSON_LOGS ? JsonFormatter.new : TextFormatter.new
      level = ENV['AWS_LAMBDA_LOG_LEVEL']
      options[:level] ||= LEVELS.fetch(level, level) if JSON_LOGS && level
      super(Sink.new, *more, **options)
    end
  end

  # What is printed at once is one event.
  module Printing
    private

    def puts(*values)
      return $stdout.puts(*values) unless $stdout.equal?(STDOUT)

      text = values.flatten.map { |value| StratusRuntime.text(value) }.join("\n")
      text.chomp.include?("\n") ? StratusRuntime.record(text) : $stdout.puts(text)
    end
  end

  module_function

  def text(value)
    value.to_s.encode(Encoding::UTF_8, invalid: :replace, undef: :replace).scrub
  end

  def record(told)
    STDOUT.write("#{RECORD}#{text(told).chomp.gsub("\n", RECORD)}\n")
  end

  # `kind` is Function, Runtime or Init. Frames of this file and what is below them are not told.
  def shape_of(error, kind)
    frames = error.backtrace_locations.to_a.first(100).take_while { |frame| frame.absolute_path != __FILE__ }
    { errorMessage: text(error.message), errorType: "#{kind}<#{error.class}>", stackTrace: frames.map { |frame| text(frame) } }
  end

  def log_error(words, shape)
    return record("#{words}\n#{JSON.generate(shape)}") unless JSON_LOGS

    now = Time.now.utc.strftime(ZONED)
    event = { timestamp: now, level: 'ERROR', message: words, requestId: request_id }.compact
    record(JSON.generate(event.merge(shape)))
  end

  def report(api, path, shape)
    api.call('POST', BASE + path, JSON.generate(shape), 'Lambda-Runtime-Function-Error-Type' => shape[:errorType])
  end

  # Streams are sent as they are, all else as JSON.
  def encode(result)
    return ['application/octet-stream', result.read.to_s] if result.respond_to?(:read)

    ['application/json', JSON.dump(result)]
  end

  # Whether the environment can go on: as with AWS, not after a name that is missing, nor after what is no StandardError.
  def goes_on?(error)
    error.is_a?(StandardError) && !error.is_a?(NameError)
  end

  def serve(api, handler)
    headers, body = api.call('GET', "#{BASE}/invocation/next")
    @request_id = headers['lambda-runtime-aws-request-id']
    trace = headers['lambda-runtime-trace-id']
    ENV['_X_AMZN_TRACE_ID'] = trace if trace
    path = "/invocation/#{@request_id}"
    begin
      type, payload = encode(handler.call(JSON.parse(body), LambdaContext.new(headers)))
    rescue Exception => e # rubocop:disable Lint/RescueException
      shape = shape_of(e, 'Function')
      log_error(goes_on?(e) ? 'Error raised from handler method' : 'Critical exception from handler', shape)
      report(api, "#{path}/error", shape)
      exit!(255) unless goes_on?(e)
      return
    end
    api.call('POST', "#{BASE}#{path}/response", payload, 'Content-Type' => type)
  end

  def load_handler(api)
    name = ENV['_HANDLER'].to_s
    handler = LambdaHandler.new(name)
    require handler.file
    handler
  rescue Exception => e # rubocop:disable Lint/RescueException
    shape = shape_of(e, 'Init')
    log_error("Init error when loading handler #{name}", shape)
    report(api, '/init/error', shape)
    exit!(252)
  end

  def main
    STDOUT.sync = STDERR.sync = true
    Logger.prepend(Loggers)
    Object.prepend(Printing)
    root = ENV['LAMBDA_TASK_ROOT'] || '/var/task'
    $LOAD_PATH.delete(root)
    $LOAD_PATH.unshift(root)
    api = Api.new(ENV.fetch('AWS_LAMBDA_RUNTIME_API'))
    handler = load_handler(api)
    serve(api, handler) while true
  end
end

StratusRuntime.main
