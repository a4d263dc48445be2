package sdktests

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Order is an item as a structure.
type Order struct {
	Customer string            `dynamodbav:"customer"`
	Number   int               `dynamodbav:"number"`
	State    string            `dynamodbav:"state,omitempty"`
	Total    float64           `dynamodbav:"total"`
	Tags     []string          `dynamodbav:"tags,stringset,omitempty"`
	Lines    []Line            `dynamodbav:"lines,omitempty"`
	Notes    map[string]string `dynamodbav:"notes,omitempty"`
	Placed   time.Time         `dynamodbav:"placed,unixtime"`
	Gone     *string           `dynamodbav:"gone"`
}

// Line is a part of an order.
type Line struct {
	Article string `dynamodbav:"article"`
	Count   int    `dynamodbav:"count"`
}

func dynamo() *dynamodb.Client { return dynamodb.NewFromConfig(config()) }

// orders makes a table of orders that is deleted when the test ends.
func orders(t *testing.T) *string {
	t.Helper()
	name := unique("orders")
	_, err := dynamo().CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName:   &name,
		BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("customer"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("number"), AttributeType: types.ScalarAttributeTypeN},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String("customer"), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String("number"), KeyType: types.KeyTypeRange},
		},
	})
	check(t, err)
	waiter := dynamodb.NewTableExistsWaiter(dynamo(), func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = time.Second, time.Second
	})
	check(t, waiter.Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: &name}, time.Minute))
	t.Cleanup(func() {
		if _, err := dynamo().DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &name}); err != nil {
			t.Error(err)
		}
	})
	return &name
}

func put(t *testing.T, table *string, order Order) {
	t.Helper()
	item, err := attributevalue.MarshalMap(order)
	check(t, err)
	_, err = dynamo().PutItem(t.Context(), &dynamodb.PutItemInput{TableName: table, Item: item})
	check(t, err)
}

func orderKey(customer string, number int) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"customer": &types.AttributeValueMemberS{Value: customer},
		"number":   &types.AttributeValueMemberN{Value: fmt.Sprint(number)},
	}
}

func TestStructuresComeBackAsTheyWere(t *testing.T) {
	table := orders(t)
	made := Order{
		Customer: "ann", Number: 1, State: "open", Total: 12.5, Tags: []string{"a", "b"},
		Lines: []Line{{"pen", 2}}, Notes: map[string]string{"x": ""}, Placed: time.Unix(1700000000, 0).UTC(),
	}
	put(t, table, made)
	out, err := dynamo().GetItem(t.Context(), &dynamodb.GetItemInput{TableName: table, Key: orderKey("ann", 1)})
	check(t, err)
	var found Order
	check(t, attributevalue.UnmarshalMap(out.Item, &found))
	found.Placed = found.Placed.UTC()
	equal(t, "order", fmt.Sprintf("%+v", found), fmt.Sprintf("%+v", made))
}

func TestBuiltExpressions(t *testing.T) {
	table := orders(t)
	for number := range 20 {
		put(t, table, Order{Customer: "bob", Number: number, State: "new", Total: float64(number)})
	}
	query, err := expression.NewBuilder().
		WithKeyCondition(expression.KeyAnd(
			expression.Key("customer").Equal(expression.Value("bob")),
			expression.Key("number").Between(expression.Value(3), expression.Value(12)))).
		WithFilter(expression.And(
			expression.Name("state").BeginsWith("ne"),
			expression.Or(expression.Name("total").LessThan(expression.Value(5)), expression.Name("total").In(expression.Value(9), expression.Value(10))))).
		WithProjection(expression.NamesList(expression.Name("number"), expression.Name("state"))).
		Build()
	check(t, err)
	var numbers []int
	pages := dynamodb.NewQueryPaginator(dynamo(), &dynamodb.QueryInput{
		TableName: table, Limit: aws.Int32(4), KeyConditionExpression: query.KeyCondition(), FilterExpression: query.Filter(),
		ProjectionExpression: query.Projection(), ExpressionAttributeNames: query.Names(), ExpressionAttributeValues: query.Values(),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		check(t, err)
		var found []Order
		check(t, attributevalue.UnmarshalListOfMaps(page.Items, &found))
		for _, order := range found {
			equal(t, "customer is not shown", order.Customer, "")
			numbers = append(numbers, order.Number)
		}
	}
	equal(t, "numbers", fmt.Sprint(numbers), "[3 4 9 10]")

	update, err := expression.NewBuilder().
		WithUpdate(expression.
			Set(expression.Name("total"), expression.Name("total").Plus(expression.Value(1))).
			Set(expression.Name("lines"), expression.IfNotExists(expression.Name("lines"), expression.Value([]Line{}))).
			Add(expression.Name("tags"), expression.Value(&types.AttributeValueMemberSS{Value: []string{"x"}})).
			Remove(expression.Name("gone"))).
		WithCondition(expression.And(
			expression.AttributeExists(expression.Name("customer")),
			expression.Name("state").Size().Equal(expression.Value(3)))).
		Build()
	check(t, err)
	input := &dynamodb.UpdateItemInput{
		TableName: table, Key: orderKey("bob", 7), UpdateExpression: update.Update(), ConditionExpression: update.Condition(),
		ExpressionAttributeNames: update.Names(), ExpressionAttributeValues: update.Values(), ReturnValues: types.ReturnValueAllNew,
	}
	out, err := dynamo().UpdateItem(t.Context(), input)
	check(t, err)
	var after Order
	check(t, attributevalue.UnmarshalMap(out.Attributes, &after))
	equal(t, "after", fmt.Sprint(after.Total, after.Tags), "8 [x]")

	input.Key = orderKey("nobody", 1)
	_, err = dynamo().UpdateItem(t.Context(), input)
	typed[*types.ConditionalCheckFailedException](t, err)
}

func TestBatchesAndTransactionsOfItems(t *testing.T) {
	table := orders(t)
	var requests []types.WriteRequest
	for number := range 25 {
		requests = append(requests, types.WriteRequest{PutRequest: &types.PutRequest{Item: orderKey("eve", number)}})
	}
	written, err := dynamo().BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{
		RequestItems: map[string][]types.WriteRequest{*table: requests},
	})
	check(t, err)
	equal(t, "left", len(written.UnprocessedItems), 0)
	_, err = dynamo().TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{
		TransactItems: []types.TransactWriteItem{
			{Delete: &types.Delete{TableName: table, Key: orderKey("eve", 0)}},
			{ConditionCheck: &types.ConditionCheck{
				TableName: table, Key: orderKey("eve", 99), ConditionExpression: aws.String("attribute_exists(customer)"),
			}},
		},
	})
	cancelled := typed[*types.TransactionCanceledException](t, err)
	var codes []string
	for _, reason := range cancelled.CancellationReasons {
		codes = append(codes, *reason.Code)
	}
	equal(t, "reasons", fmt.Sprint(codes), "[None ConditionalCheckFailed]")
	read, err := dynamo().TransactGetItems(t.Context(), &dynamodb.TransactGetItemsInput{
		TransactItems: []types.TransactGetItem{
			{Get: &types.Get{TableName: table, Key: orderKey("eve", 0)}},
			{Get: &types.Get{TableName: table, Key: orderKey("eve", 99)}},
		},
	})
	check(t, err)
	equal(t, "there", fmt.Sprint(read.Responses[0].Item != nil, read.Responses[1].Item != nil), "true false")
}
