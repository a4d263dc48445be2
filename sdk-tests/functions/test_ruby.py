"""Ruby: a handler with a gem of its bundle, a handler of a class, its errors, and what its log holds.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-ruby.html
"""

RUBY = "ruby3.3"


def test_a_handler_with_a_gem(deploy, built):
    function = deploy(built("ruby"), RUBY, "main.handler")
    answer = function.invoke({"order": "17", "cents": 1250})
    told = answer.json
    assert (told["order"], told["function"]) == ("17", function.name)
    assert told["price"] == "12.50 EUR"
    assert 0 < told["left"] <= 30_000
    assert f"INFO {told['request']} -- : order 17" in answer.log
    assert f"REPORT RequestId: {told['request']}" in answer.log
    # What is printed by one call is one event, as with AWS.
    assert "first\nsecond" in [event.rstrip("\n") for event in function.events()]


def test_a_handler_of_a_class_and_its_error(deploy, built):
    function = deploy(built("ruby"), RUBY, "lib/shop/orders.Shop::Orders.take")
    assert function.invoke({"lines": [{"count": 2}, {"count": 3}]}).json == {"taken": 5}
    answer = function.invoke({"day": "sunday"})
    assert answer.failure["errorType"] == "Function<Shop::Closed>"
    assert answer.failure["errorMessage"] == "closed on sunday"
    assert "lib/shop/orders.rb:7:in " in answer.failure["stackTrace"][0]
    assert "Error raised from handler method" in answer.log


def test_a_handler_that_is_not_there(deploy, built):
    function = deploy(built("ruby"), RUBY, "nothing.handler")
    answer = function.invoke({})
    assert answer.failure["errorType"] == "Init<LoadError>"
    assert answer.failure["errorMessage"] == "cannot load such file -- nothing"
