# Orders by kind, as a Ruby function answers them; a gem of its bundle writes prices.
require 'prices'
require_relative 'lib/shop/orders'

LOGGER = Logger.new($stdout)

def handler(event:, context:)
  LOGGER.info("order #{event['order']}")
  puts 'first', 'second'
  {
    order: event['order'], function: context.function_name, request: context.aws_request_id,
    left: context.get_remaining_time_in_millis, price: Prices.write(event['cents'])
  }
end
