package sdktests

// Queues as objects, and the caller's identity.

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func TestIdentity(t *testing.T) {
	out, err := sts.NewFromConfig(config()).GetCallerIdentity(t.Context(), nil)
	check(t, err)
	equal(t, "account", *out.Account, account)
	equal(t, "arn", *out.Arn, "arn:aws:iam::"+account+":root")
	equal(t, "user id", *out.UserId, account)
}

func TestPresignedIdentity(t *testing.T) {
	signer := sts.NewPresignClient(sts.NewFromConfig(config()))
	signed, err := signer.PresignGetCallerIdentity(t.Context(), nil)
	check(t, err)
	request, err := http.NewRequestWithContext(t.Context(), signed.Method, signed.URL, nil)
	check(t, err)
	request.Header = signed.SignedHeader
	answer, err := http.DefaultClient.Do(request)
	check(t, err)
	defer answer.Body.Close()
	equal(t, "status", answer.StatusCode, http.StatusOK)
	kind := answer.Header.Get("Content-Type")
	equal(t, "content type "+kind, strings.HasPrefix(kind, "text/xml"), true)
}

func TestCreateIsIdempotentAndConflictsAreTyped(t *testing.T) {
	name := unique("go")
	url := newQueue(t, name, map[string]string{"DelaySeconds": "1"})
	equal(t, "url", strings.HasSuffix(*url, "/"+account+"/"+name), true)
	equal(t, "second url", *newQueue(t, name, map[string]string{"DelaySeconds": "1"}), *url)
	found, err := client().GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: &name})
	check(t, err)
	equal(t, "found url", *found.QueueUrl, *url)

	_, err = client().CreateQueue(t.Context(), &sqs.CreateQueueInput{
		QueueName: &name, Attributes: map[string]string{"DelaySeconds": "2"},
	})
	typed[*types.QueueNameExists](t, err)
	refused(t, err, "QueueAlreadyExists", "A queue already exists with the same name and a "+
		"different value for attribute DelaySeconds")
}

func TestMissingQueueIsTyped(t *testing.T) {
	_, err := client().GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{
		QueueName: aws.String(unique("missing")),
	})
	typed[*types.QueueDoesNotExist](t, err)
	refused(t, err, "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.")
}

func TestListingPages(t *testing.T) {
	prefix := unique("page")
	var urls []string
	for _, end := range []string{"a", "b", "c", "d", "e"} {
		urls = append(urls, *newQueue(t, prefix+end, nil))
	}
	pages := sqs.NewListQueuesPaginator(client(), &sqs.ListQueuesInput{
		QueueNamePrefix: &prefix, MaxResults: aws.Int32(2),
	})
	var seen []string
	turns := 0
	for ; pages.HasMorePages(); turns++ {
		page, err := pages.NextPage(t.Context())
		check(t, err)
		seen = append(seen, page.QueueUrls...)
	}
	equal(t, "pages", turns, 3)
	equal(t, "urls", strings.Join(seen, " "), strings.Join(urls, " "))
}

func TestAttributesAndTags(t *testing.T) {
	url := newQueue(t, unique("go"), nil)
	_, err := client().SetQueueAttributes(t.Context(), &sqs.SetQueueAttributesInput{
		QueueUrl: url, Attributes: map[string]string{"VisibilityTimeout": "69"},
	})
	check(t, err)
	equal(t, "timeout", attribute(t, url, types.QueueAttributeNameVisibilityTimeout), "69")
	equal(t, "size", attribute(t, url, types.QueueAttributeNameMaximumMessageSize), "1048576")

	_, err = client().SetQueueAttributes(t.Context(), &sqs.SetQueueAttributesInput{
		QueueUrl: url, Attributes: map[string]string{"FifoQueue": "true"},
	})
	typed[*types.InvalidAttributeName](t, err)

	_, err = client().TagQueue(t.Context(), &sqs.TagQueueInput{
		QueueUrl: url, Tags: map[string]string{"team": "blue", "Team": "case"},
	})
	check(t, err)
	_, err = client().UntagQueue(t.Context(), &sqs.UntagQueueInput{
		QueueUrl: url, TagKeys: []string{"Team", "never"},
	})
	check(t, err)
	out, err := client().ListQueueTags(t.Context(), &sqs.ListQueueTagsInput{QueueUrl: url})
	check(t, err)
	equal(t, "tags", len(out.Tags), 1)
	equal(t, "team", out.Tags["team"], "blue")
}

func TestPermissions(t *testing.T) {
	url := newQueue(t, unique("go"), nil)
	add := &sqs.AddPermissionInput{
		QueueUrl: url, Label: aws.String("one"),
		AWSAccountIds: []string{"111122223333"}, Actions: []string{"ReceiveMessage"},
	}
	_, err := client().AddPermission(t.Context(), add)
	check(t, err)
	var policy struct {
		Id        string
		Statement []struct {
			Sid, Action, Resource string
			Principal             map[string]string
		}
	}
	text := attribute(t, url, types.QueueAttributeNamePolicy)
	check(t, json.Unmarshal([]byte(text), &policy))
	equal(t, "id", policy.Id, arnOf(t, url)+"/SQSDefaultPolicy")
	equal(t, "statements", len(policy.Statement), 1)
	equal(t, "action", policy.Statement[0].Action, "SQS:ReceiveMessage")
	equal(t, "principal", policy.Statement[0].Principal["AWS"], "arn:aws:iam::111122223333:root")
	_, err = client().RemovePermission(t.Context(), &sqs.RemovePermissionInput{
		QueueUrl: url, Label: aws.String("one"),
	})
	check(t, err)
	equal(t, "policy", attribute(t, url, types.QueueAttributeNamePolicy), "")
}
