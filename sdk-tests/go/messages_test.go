package sdktests

// The life of messages on standard, FIFO and dead-letter queues.

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

func send(t *testing.T, in *sqs.SendMessageInput) *sqs.SendMessageOutput {
	t.Helper()
	out, err := client().SendMessage(t.Context(), in)
	check(t, err)
	return out
}

func TestMessageWithAttributesComesBackWhole(t *testing.T) {
	url := newQueue(t, unique("go"), nil)
	body := "žluťoučký 🐎 \"<&>\"\r\n\t"
	sent := send(t, &sqs.SendMessageInput{
		QueueUrl: url, MessageBody: &body,
		MessageAttributes: map[string]types.MessageAttributeValue{
			"text":  {DataType: aws.String("String"), StringValue: aws.String("héllo")},
			"count": {DataType: aws.String("Number"), StringValue: aws.String("-12.5")},
			"raw":   {DataType: aws.String("Binary"), BinaryValue: []byte{0, 30, 255}},
		},
	})
	digest := md5.Sum([]byte(body))
	equal(t, "digest", *sent.MD5OfMessageBody, hex.EncodeToString(digest[:]))
	messages := receive(t, &sqs.ReceiveMessageInput{
		QueueUrl: url, WaitTimeSeconds: 2, MessageAttributeNames: []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"},
	})
	equal(t, "messages", len(messages), 1)
	got := messages[0]
	equal(t, "id", *got.MessageId, *sent.MessageId)
	equal(t, "body", *got.Body, body)
	equal(t, "attribute digest", *got.MD5OfMessageAttributes, *sent.MD5OfMessageAttributes)
	equal(t, "text", *got.MessageAttributes["text"].StringValue, "héllo")
	equal(t, "count", *got.MessageAttributes["count"].StringValue, "-12.5")
	equal(t, "raw", bytes.Equal(got.MessageAttributes["raw"].BinaryValue, []byte{0, 30, 255}), true)
	equal(t, "receives", got.Attributes["ApproximateReceiveCount"], "1")
}

func TestOneMebibyte(t *testing.T) {
	url := newQueue(t, unique("go"), nil)
	body := strings.Repeat("x", 1<<20)
	send(t, &sqs.SendMessageInput{QueueUrl: url, MessageBody: &body})
	got := collect(t, url, 1)
	equal(t, "same body", *got[0].Body == body, true)
	body += "x"
	_, err := client().SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: url, MessageBody: &body})
	refused(t, err, "InvalidParameterValue", "One or more parameters are invalid. "+
		"Reason: Message must be shorter than 1048576 bytes.")
}

func batch(count int) []types.SendMessageBatchRequestEntry {
	var entries []types.SendMessageBatchRequestEntry
	for n := range count {
		entries = append(entries, types.SendMessageBatchRequestEntry{
			Id: aws.String(strconv.Itoa(n)), MessageBody: aws.String(fmt.Sprintf("m%d", n)),
		})
	}
	return entries
}

func TestBatches(t *testing.T) {
	url := newQueue(t, unique("go"), map[string]string{"MaximumMessageSize": "1024"})
	entries := batch(10)
	entries[9].MessageBody = aws.String(strings.Repeat("x", 1025))
	out, err := client().SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{QueueUrl: url, Entries: entries})
	check(t, err)
	equal(t, "successful", len(out.Successful), 9)
	equal(t, "failed", len(out.Failed), 1)
	equal(t, "failed id", *out.Failed[0].Id, "9")
	equal(t, "failed code", *out.Failed[0].Code, "InvalidParameterValue")
	equal(t, "sender's fault", out.Failed[0].SenderFault, true)

	var handles []types.DeleteMessageBatchRequestEntry
	for n, message := range collect(t, url, 9) {
		handles = append(handles, types.DeleteMessageBatchRequestEntry{
			Id: aws.String(strconv.Itoa(n)), ReceiptHandle: message.ReceiptHandle,
		})
	}
	deleted, err := client().DeleteMessageBatch(t.Context(), &sqs.DeleteMessageBatchInput{QueueUrl: url, Entries: handles})
	check(t, err)
	equal(t, "deleted", len(deleted.Successful), 9)
	equal(t, "left", len(receive(t, &sqs.ReceiveMessageInput{QueueUrl: url})), 0)

	try := func(entries []types.SendMessageBatchRequestEntry) error {
		_, err := client().SendMessageBatch(t.Context(), &sqs.SendMessageBatchInput{QueueUrl: url, Entries: entries})
		return err
	}
	typed[*types.TooManyEntriesInBatchRequest](t, try(batch(11)))
	typed[*types.EmptyBatchRequest](t, try([]types.SendMessageBatchRequestEntry{}))
	twice := batch(2)
	twice[1].Id = twice[0].Id
	typed[*types.BatchEntryIdsNotDistinct](t, try(twice))
	twice[1].Id = aws.String("not:valid")
	typed[*types.InvalidBatchEntryId](t, try(twice))
}

func TestVisibility(t *testing.T) {
	url := newQueue(t, unique("go"), nil)
	send(t, &sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("one")})
	first := collect(t, url, 1)[0]
	equal(t, "hidden", len(receive(t, &sqs.ReceiveMessageInput{QueueUrl: url})), 0)
	_, err := client().ChangeMessageVisibility(t.Context(), &sqs.ChangeMessageVisibilityInput{
		QueueUrl: url, ReceiptHandle: first.ReceiptHandle, VisibilityTimeout: 0,
	})
	check(t, err)
	again := collect(t, url, 1)[0]
	equal(t, "same message", *again.MessageId, *first.MessageId)
	for range 2 { // Deleting a deleted message succeeds.
		_, err = client().DeleteMessage(t.Context(), &sqs.DeleteMessageInput{
			QueueUrl: url, ReceiptHandle: again.ReceiptHandle,
		})
		check(t, err)
	}
	_, err = client().DeleteMessage(t.Context(), &sqs.DeleteMessageInput{
		QueueUrl: url, ReceiptHandle: aws.String("garbage"),
	})
	typed[*types.ReceiptHandleIsInvalid](t, err)
}

func TestLongPollIsWoken(t *testing.T) {
	url := newQueue(t, unique("go"), nil)
	start := time.Now()
	failed := make(chan error, 1)
	time.AfterFunc(500*time.Millisecond, func() {
		_, err := client().SendMessage(t.Context(), &sqs.SendMessageInput{
			QueueUrl: url, MessageBody: aws.String("now"),
		})
		failed <- err
	})
	messages := receive(t, &sqs.ReceiveMessageInput{QueueUrl: url, WaitTimeSeconds: 20})
	check(t, <-failed)
	equal(t, "bodies", bodies(messages), "now")
	took := time.Since(start)
	equal(t, fmt.Sprintf("in time (%v)", took), took > 400*time.Millisecond && took < 10*time.Second, true)
}

func TestPurge(t *testing.T) {
	url := newQueue(t, unique("go"), nil)
	send(t, &sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("gone")})
	_, err := client().PurgeQueue(t.Context(), &sqs.PurgeQueueInput{QueueUrl: url})
	check(t, err)
	equal(t, "left", len(receive(t, &sqs.ReceiveMessageInput{QueueUrl: url, WaitTimeSeconds: 1})), 0)
}

func TestFifo(t *testing.T) {
	url := newQueue(t, unique("go")+".fifo", map[string]string{
		"FifoQueue": "true", "ContentBasedDeduplication": "true",
	})
	var last string
	for _, message := range []struct{ group, body string }{{"a", "a1"}, {"b", "b1"}, {"a", "a2"}} {
		sent := send(t, &sqs.SendMessageInput{
			QueueUrl: url, MessageBody: &message.body, MessageGroupId: &message.group,
		})
		number := fmt.Sprintf("%040s", *sent.SequenceNumber)
		equal(t, number+" after "+last, number > last, true)
		last = number
	}
	send(t, &sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("a1"), MessageGroupId: aws.String("a")})
	first := collect(t, url, 1)
	equal(t, "first", bodies(first), "a1")
	next := receive(t, &sqs.ReceiveMessageInput{QueueUrl: url, MaxNumberOfMessages: 10})
	equal(t, "while a is locked", bodies(next), "b1")
	_, err := client().DeleteMessage(t.Context(), &sqs.DeleteMessageInput{
		QueueUrl: url, ReceiptHandle: first[0].ReceiptHandle,
	})
	check(t, err)
	rest := receive(t, &sqs.ReceiveMessageInput{QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 2})
	equal(t, "after the delete", bodies(rest), "a2")
	_, err = client().SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("x")})
	refused(t, err, "MissingParameter", "The request must contain the parameter MessageGroupId.")
}

func TestDeadLettersAndTheirReturn(t *testing.T) {
	dead := newQueue(t, unique("go-dead"), nil)
	arn := arnOf(t, dead)
	source := newQueue(t, unique("go"), map[string]string{
		"VisibilityTimeout": "0",
		"RedrivePolicy":     fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":1}`, arn),
	})
	sent := send(t, &sqs.SendMessageInput{QueueUrl: source, MessageBody: aws.String("poison")})
	collect(t, source, 1)
	equal(t, "left at the source", len(receive(t, &sqs.ReceiveMessageInput{QueueUrl: source})), 0)
	messages := receive(t, &sqs.ReceiveMessageInput{
		QueueUrl: dead, WaitTimeSeconds: 5, VisibilityTimeout: 1,
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"},
	})
	equal(t, "dead letters", len(messages), 1)
	equal(t, "id", *messages[0].MessageId, *sent.MessageId)
	equal(t, "came from", messages[0].Attributes["DeadLetterQueueSourceArn"], arnOf(t, source))
	back := receive(t, &sqs.ReceiveMessageInput{
		QueueUrl: dead, WaitTimeSeconds: 5, VisibilityTimeout: 30,
	})
	_, err := client().ChangeMessageVisibility(t.Context(), &sqs.ChangeMessageVisibilityInput{
		QueueUrl: dead, ReceiptHandle: back[0].ReceiptHandle, VisibilityTimeout: 0,
	})
	check(t, err)

	_, err = client().StartMessageMoveTask(t.Context(), &sqs.StartMessageMoveTaskInput{SourceArn: &arn})
	check(t, err)
	equal(t, "returned", bodies(collect(t, source, 1)), "poison")
	list, err := client().ListMessageMoveTasks(t.Context(), &sqs.ListMessageMoveTasksInput{SourceArn: &arn})
	check(t, err)
	equal(t, "to move", *list.Results[0].ApproximateNumberOfMessagesToMove, 1)
	_, err = client().StartMessageMoveTask(t.Context(), &sqs.StartMessageMoveTaskInput{
		SourceArn: &arn, DestinationArn: aws.String(arn + "-missing"),
	})
	typed[*types.ResourceNotFoundException](t, err)
}
