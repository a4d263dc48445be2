"""DynamoDB through PynamoDB's models: what a mapper asks of tables, indexes, conditions, transactions.

Ref: https://pynamodb.readthedocs.io/
"""

import pytest
from conftest import ENDPOINT, KEY, REGION, SECRET, unique
from pynamodb.attributes import (
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    VersionAttribute,
)
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError, UpdateError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, LocalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactGet, TransactWrite


@pytest.fixture(scope="module")
def order():
    """A model with its table; the table is deleted when the module ends."""

    class Settings:
        host = ENDPOINT
        region = REGION
        aws_access_key_id = KEY
        aws_secret_access_key = SECRET
        max_retry_attempts = 0

    class ByState(GlobalSecondaryIndex):
        class Meta(Settings):
            index_name = "by-state"
            projection = AllProjection()
            billing_mode = "PAY_PER_REQUEST"

        state = UnicodeAttribute(hash_key=True)
        total = NumberAttribute(range_key=True)

    class ByDay(LocalSecondaryIndex):
        class Meta(Settings):
            index_name = "by-day"
            projection = AllProjection()

        customer = UnicodeAttribute(hash_key=True)
        day = UnicodeAttribute(range_key=True)

    class Address(MapAttribute):
        street = UnicodeAttribute()
        floors = ListAttribute(of=NumberAttribute)

    class Order(Model):
        class Meta(Settings):
            table_name = unique("pynamo")
            billing_mode = "PAY_PER_REQUEST"

        customer = UnicodeAttribute(hash_key=True)
        number = NumberAttribute(range_key=True)
        state = UnicodeAttribute(null=True)
        total = NumberAttribute(default=0)
        day = UnicodeAttribute(null=True)
        tags = UnicodeSetAttribute(null=True)
        address = Address(null=True)
        version = VersionAttribute()
        by_state = ByState()
        by_day = ByDay()

    Order.Address = Address
    Order.create_table(wait=True)
    yield Order
    Order.delete_table()


def test_models_come_back_as_they_were(order):
    address = order.Address(street="Main", floors=[1, 2])
    made = order("ann", 1, state="open", total=10, tags={"a", "b"}, address=address)
    made.save()
    found = order.get("ann", 1, consistent_read=True)
    assert (found.state, found.total, found.tags, found.version) == ("open", 10, {"a", "b"}, 1)
    assert (found.address.street, found.address.floors) == ("Main", [1, 2])
    with pytest.raises(DoesNotExist):
        order.get("ann", 2)


def test_versions_lock_optimistically(order):
    order("bob", 1, total=1).save()
    first, second = order.get("bob", 1), order.get("bob", 1)
    first.update(actions=[order.total.set(order.total + 5)])
    assert (first.total, first.version) == (6, 2)
    second.total = 9
    with pytest.raises(PutError) as refused:
        second.save()
    assert refused.value.cause_response_code == "ConditionalCheckFailedException"
    assert order.get("bob", 1).total == 6


def test_updates_of_every_kind(order):
    item = order("cay", 1, tags={"a"}, address=order.Address(street="x", floors=[1]))
    item.save()
    item.update(
        actions=[
            order.tags.add({"b"}),
            order.address.floors.set(order.address.floors.append([2])),
            order.day.set("mon"),
            order.total.set((order.total | 0) + 7),
        ],
        condition=order.tags.contains("a") & ~order.day.exists(),
    )
    assert (item.tags, item.address.floors, item.total) == ({"a", "b"}, [1, 2], 7)
    item.update(actions=[order.tags.delete({"a"}), order.day.remove()])
    assert (item.tags, item.day) == ({"b"}, None)
    with pytest.raises(UpdateError):
        item.update(actions=[order.total.add(1)], condition=order.total > 100)


def test_queries_pages_and_indexes(order):
    with order.batch_write() as batch:
        for number in range(30):
            batch.save(order("dan", number, state="new", total=number, day=f"d{number % 3}"))
    assert [one.number for one in order.query("dan", order.number.between(5, 8))] == [5, 6, 7, 8]
    page = order.query("dan", limit=10, page_size=4, scan_index_forward=False)
    assert [one.number for one in page] == list(range(29, 19, -1))
    assert page.last_evaluated_key["number"] == {"N": "20"}
    filtered = order.query("dan", filter_condition=order.total.is_in(3, 4) | (order.total == 9))
    assert [one.number for one in filtered] == [3, 4, 9]
    assert order.count("dan") == 30
    by_state = order.by_state.query("new", order.total >= 27)
    assert [one.number for one in by_state] == [27, 28, 29]
    assert len(list(order.by_day.query("dan", order.day == "d1"))) == 10
    assert order.by_day.count("dan", order.day.startswith("d")) == 30
    segments = [order.scan(segment=n, total_segments=3, filter_condition=order.customer == "dan") for n in range(3)]
    assert sorted(one.number for part in segments for one in part) == list(range(30))
    found = order.batch_get([("dan", 1), ("dan", 2), ("dan", 99)])
    assert sorted(one.number for one in found) == [1, 2]


def test_transactions(order):
    connection = Connection(
        host=ENDPOINT, region=REGION, extra_headers=None
    )
    connection.session.set_credentials(KEY, SECRET)
    order("eve", 1, total=1).save()
    with TransactWrite(connection=connection, client_request_token=unique("t")[:36]) as transaction:
        transaction.update(order("eve", 1), actions=[order.total.set(order.total + 1)], add_version_condition=False)
        transaction.save(order("eve", 2, total=5))
        transaction.condition_check(order, "eve", 3, condition=order.customer.does_not_exist())
    with TransactGet(connection=connection) as transaction:
        one, two = transaction.get(order, "eve", 1), transaction.get(order, "eve", 2)
    assert (one.get().total, two.get().total) == (2, 5)
    with pytest.raises(TransactWriteError) as refused:
        with TransactWrite(connection=connection) as transaction:
            transaction.delete(order("eve", 1), condition=order.total == 99, add_version_condition=False)
            transaction.save(order("eve", 4))
    assert refused.value.cause_response_code == "TransactionCanceledException"
    assert [reason.code if reason else None for reason in refused.value.cancellation_reasons] == [
        "ConditionalCheckFailed",
        None,
    ]
