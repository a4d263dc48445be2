// Package sdktests drives a running server with the AWS SDK for Go v2; see ../README.md.
//
// The endpoint comes from STRATUS_ENDPOINT. One attempt only, so that no error hides behind a retry.
// The SDK verifies the MD5 digests of sent and received message bodies by itself.
package sdktests

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"
)

const (
	account = "000000000000"
	region  = "us-east-1"
)

func setting(name, otherwise string) string {
	if set := os.Getenv(name); set != "" {
		return set
	}
	return otherwise
}

func endpoint() string { return setting("STRATUS_ENDPOINT", "http://127.0.0.1:4566") }

func config() aws.Config {
	key := setting("STRATUS_ACCESS_KEY_ID", "test")
	secret := setting("STRATUS_SECRET_ACCESS_KEY", "test")
	return aws.Config{
		Region:           region,
		BaseEndpoint:     aws.String(endpoint()),
		Credentials:      credentials.NewStaticCredentialsProvider(key, secret, ""),
		HTTPClient:       plainBodies{awshttp.NewBuildableClient()},
		RetryMaxAttempts: 1,
	}
}

// plainBodies hides WriteTo of the SDK's request bodies. The SDK closes a body when the head of the answer has come,
// which from a near server can be before net/http has looked for the body's end; WriteTo of a closed body gives EOF as
// an error, and net/http then closes the connection amid the answer. By default the SDK tries again, but not here.
// See https://github.com/aws/aws-sdk-go-v2/issues/2737.
type plainBodies struct{ aws.HTTPClient }

func (c plainBodies) Do(request *http.Request) (*http.Response, error) {
	if body := request.Body; body != nil {
		request.Body = struct {
			io.Reader
			io.Closer
		}{body, body}
	}
	return c.HTTPClient.Do(request)
}

func client() *sqs.Client { return sqs.NewFromConfig(config()) }

// unique gives a queue name that no other test uses.
func unique(prefix string) string {
	random := make([]byte, 6)
	rand.Read(random)
	return prefix + "-" + hex.EncodeToString(random)
}

// newQueue creates a queue that is deleted when the test ends.
func newQueue(t *testing.T, name string, attributes map[string]string) *string {
	t.Helper()
	made, err := client().CreateQueue(t.Context(), &sqs.CreateQueueInput{
		QueueName: &name, Attributes: attributes,
	})
	check(t, err)
	t.Cleanup(func() {
		_, err := client().DeleteQueue(context.Background(), &sqs.DeleteQueueInput{QueueUrl: made.QueueUrl})
		var missing *types.QueueDoesNotExist
		if err != nil && !errors.As(err, &missing) {
			t.Error(err)
		}
	})
	return made.QueueUrl
}

func receive(t *testing.T, in *sqs.ReceiveMessageInput) []types.Message {
	t.Helper()
	out, err := client().ReceiveMessage(t.Context(), in)
	check(t, err)
	return out.Messages
}

// collect long-polls until count messages have come.
func collect(t *testing.T, url *string, count int) []types.Message {
	t.Helper()
	var found []types.Message
	for turn := 0; turn < count+3 && len(found) < count; turn++ {
		most := int32(min(10, count-len(found)))
		found = append(found, receive(t, &sqs.ReceiveMessageInput{
			QueueUrl: url, MaxNumberOfMessages: most, WaitTimeSeconds: 2,
		})...)
	}
	equal(t, "messages collected", len(found), count)
	return found
}

func bodies(messages []types.Message) string {
	var all []string
	for _, message := range messages {
		all = append(all, *message.Body)
	}
	return strings.Join(all, " ")
}

func arnOf(t *testing.T, url *string) string {
	t.Helper()
	return attribute(t, url, types.QueueAttributeNameQueueArn)
}

func attribute(t *testing.T, url *string, name types.QueueAttributeName) string {
	t.Helper()
	out, err := client().GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{
		QueueUrl: url, AttributeNames: []types.QueueAttributeName{name},
	})
	check(t, err)
	return out.Attributes[string(name)]
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

// typed demands that err is an error of the modelled type E, and gives it.
func typed[E error](t *testing.T, err error) E {
	t.Helper()
	var target E
	if !errors.As(err, &target) {
		t.Fatalf("got %v, want an error of type %T", err, target)
	}
	return target
}

// refused demands an API error with this code and exact message.
func refused(t *testing.T, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Fatalf("got %v, want an API error", err)
	}
	equal(t, "error code", api.ErrorCode(), code)
	equal(t, "error message", api.ErrorMessage(), message)
}
