package sdktests

// Users, groups, roles and policies in an account of each test's own, and what their keys and sessions may do.

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"
	"github.com/aws/smithy-go"
)

// somebody is an account of the test's own, seen by its root: a key of 12 digits is the root of that account.
type somebody struct {
	t      *testing.T
	id     string
	config aws.Config
	iam    *iam.Client
}

func newAccount(t *testing.T) somebody {
	t.Helper()
	number, err := rand.Int(rand.Reader, big.NewInt(900_000_000_000))
	check(t, err)
	id := fmt.Sprint(number.Int64() + 100_000_000_000)
	root := as(credentials.NewStaticCredentialsProvider(id, "any", ""))
	return somebody{t, id, root, iam.NewFromConfig(root)}
}

func as(who aws.CredentialsProvider) aws.Config {
	signed := config()
	signed.Credentials = who
	return signed
}

func (a somebody) arn(resource string) string { return "arn:aws:iam::" + a.id + ":" + resource }

// user makes a user with an inline policy, and gives the name and what its key signs.
func (a somebody) user(statements ...string) (string, aws.Config) {
	a.t.Helper()
	name := aws.String(unique("user"))
	_, err := a.iam.CreateUser(a.t.Context(), &iam.CreateUserInput{UserName: name})
	check(a.t, err)
	if len(statements) > 0 {
		_, err = a.iam.PutUserPolicy(a.t.Context(), &iam.PutUserPolicyInput{
			UserName: name, PolicyName: aws.String("may"), PolicyDocument: document(statements...),
		})
		check(a.t, err)
	}
	made, err := a.iam.CreateAccessKey(a.t.Context(), &iam.CreateAccessKeyInput{UserName: name})
	check(a.t, err)
	key := made.AccessKey
	return *name, as(credentials.NewStaticCredentialsProvider(*key.AccessKeyId, *key.SecretAccessKey, ""))
}

// role makes a role with an inline policy, and gives its ARN.
func (a somebody) role(trust *string, statements ...string) string {
	a.t.Helper()
	name := aws.String(unique("role"))
	made, err := a.iam.CreateRole(a.t.Context(), &iam.CreateRoleInput{
		RoleName: name, AssumeRolePolicyDocument: trust,
	})
	check(a.t, err)
	_, err = a.iam.PutRolePolicy(a.t.Context(), &iam.PutRolePolicyInput{
		RoleName: name, PolicyName: aws.String("may"), PolicyDocument: document(statements...),
	})
	check(a.t, err)
	return *made.Role.Arn
}

// queue makes a queue of the account, and gives its URL and ARN.
func (a somebody) queue() (*string, string) {
	a.t.Helper()
	name := unique("go")
	made, err := sqs.NewFromConfig(a.config).CreateQueue(a.t.Context(), &sqs.CreateQueueInput{QueueName: &name})
	check(a.t, err)
	return made.QueueUrl, "arn:aws:sqs:" + region + ":" + a.id + ":" + name
}

func document(statements ...string) *string {
	return aws.String(`{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`)
}

func allow(action, resource string) string {
	return fmt.Sprintf(`{"Effect":"Allow","Action":%q,"Resource":%q}`, action, resource)
}

func trustOf(principal, more string) *string {
	return document(fmt.Sprintf(
		`{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":%q}%s}`, principal, more))
}

func sendTo(t *testing.T, who aws.Config, queue *string) error {
	t.Helper()
	_, err := sqs.NewFromConfig(who).SendMessage(t.Context(), &sqs.SendMessageInput{
		QueueUrl: queue, MessageBody: aws.String("m"),
	})
	return err
}

func takeFrom(t *testing.T, who aws.Config, queue *string) error {
	t.Helper()
	_, err := sqs.NewFromConfig(who).ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: queue})
	return err
}

func whoIs(t *testing.T, who aws.Config) string {
	t.Helper()
	out, err := sts.NewFromConfig(who).GetCallerIdentity(t.Context(), nil)
	check(t, err)
	return *out.Arn
}

// denied demands AccessDenied in words that hold this.
func denied(t *testing.T, err error, words string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Fatalf("got %v, want an API error", err)
	}
	equal(t, "error code", api.ErrorCode(), "AccessDenied")
	if !strings.Contains(api.ErrorMessage(), words) {
		t.Fatalf("got %q, want %q in it", api.ErrorMessage(), words)
	}
}

func TestTheLifeOfAUser(t *testing.T) {
	account := newAccount(t)
	name := aws.String(unique("user"))
	_, err := account.iam.GetUser(t.Context(), &iam.GetUserInput{UserName: name})
	typed[*types.NoSuchEntityException](t, err)
	refused(t, err, "NoSuchEntity", "The user with name "+*name+" cannot be found.")
	made, err := account.iam.CreateUser(t.Context(), &iam.CreateUserInput{UserName: name, Path: aws.String("/staff/")})
	check(t, err)
	equal(t, "arn", *made.User.Arn, account.arn("user/staff/"+*name))
	equal(t, "age", time.Since(*made.User.CreateDate) < time.Hour, true)
	waiter := iam.NewUserExistsWaiter(account.iam)
	check(t, waiter.Wait(t.Context(), &iam.GetUserInput{UserName: name}, time.Minute))
	_, err = account.iam.CreateUser(t.Context(), &iam.CreateUserInput{UserName: name})
	typed[*types.EntityAlreadyExistsException](t, err)
	refused(t, err, "EntityAlreadyExists", "User with name "+*name+" already exists.")
	key, err := account.iam.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: name})
	check(t, err)
	_, err = account.iam.DeleteUser(t.Context(), &iam.DeleteUserInput{UserName: name})
	typed[*types.DeleteConflictException](t, err)
	_, err = account.iam.DeleteAccessKey(t.Context(), &iam.DeleteAccessKeyInput{
		UserName: name, AccessKeyId: key.AccessKey.AccessKeyId,
	})
	check(t, err)
	_, err = account.iam.DeleteUser(t.Context(), &iam.DeleteUserInput{UserName: name})
	check(t, err)
}

func TestRolesAndTheirDocuments(t *testing.T) {
	account := newAccount(t)
	name := aws.String(unique("role"))
	trust := trustOf("arn:aws:iam::"+account.id+":root", "")
	made, err := account.iam.CreateRole(t.Context(), &iam.CreateRoleInput{
		RoleName: name, AssumeRolePolicyDocument: trust, MaxSessionDuration: aws.Int32(7200),
	})
	check(t, err)
	waiter := iam.NewRoleExistsWaiter(account.iam)
	check(t, waiter.Wait(t.Context(), &iam.GetRoleInput{RoleName: name}, time.Minute))
	// Documents travel encoded as in a URL, and this client leaves them so.
	text, err := url.QueryUnescape(*made.Role.AssumeRolePolicyDocument)
	check(t, err)
	equal(t, "trust policy", text, *trust)
	equal(t, "document is JSON", json.Valid([]byte(text)), true)
	_, err = account.iam.UpdateAssumeRolePolicy(t.Context(), &iam.UpdateAssumeRolePolicyInput{
		RoleName: name, PolicyDocument: document(allow("sqs:*", "*")),
	})
	typed[*types.MalformedPolicyDocumentException](t, err)

	arn := made.Role.Arn
	policy, err := account.iam.CreatePolicy(t.Context(), &iam.CreatePolicyInput{
		PolicyName: name, PolicyDocument: document(allow("sqs:*", "*")),
	})
	check(t, err)
	_, err = account.iam.AttachRolePolicy(t.Context(), &iam.AttachRolePolicyInput{
		RoleName: name, PolicyArn: policy.Policy.Arn,
	})
	check(t, err)
	attached := iam.NewListAttachedRolePoliciesPaginator(account.iam, &iam.ListAttachedRolePoliciesInput{RoleName: name})
	page, err := attached.NextPage(t.Context())
	check(t, err)
	equal(t, "attached", *page.AttachedPolicies[0].PolicyArn, account.arn("policy/"+*name))
	equal(t, "more pages", attached.HasMorePages(), false)
	_, err = account.iam.DeleteRole(t.Context(), &iam.DeleteRoleInput{RoleName: name})
	typed[*types.DeleteConflictException](t, err)
	_, err = account.iam.DeletePolicy(t.Context(), &iam.DeletePolicyInput{PolicyArn: policy.Policy.Arn})
	typed[*types.DeleteConflictException](t, err)
	for n := range 4 {
		_, err = account.iam.CreatePolicyVersion(t.Context(), &iam.CreatePolicyVersionInput{
			PolicyArn: policy.Policy.Arn, PolicyDocument: document(allow(fmt.Sprintf("sqs:Get%d*", n), "*")),
		})
		check(t, err)
	}
	_, err = account.iam.CreatePolicyVersion(t.Context(), &iam.CreatePolicyVersionInput{
		PolicyArn: policy.Policy.Arn, PolicyDocument: document(allow("sqs:*", *arn)),
	})
	typed[*types.LimitExceededException](t, err)
}

func TestListsOfUsersAndGroupsComeInPages(t *testing.T) {
	account := newAccount(t)
	group := aws.String(unique("group"))
	_, err := account.iam.CreateGroup(t.Context(), &iam.CreateGroupInput{GroupName: group})
	check(t, err)
	for n := range 5 {
		name := aws.String(fmt.Sprintf("user-%d", n))
		_, err = account.iam.CreateUser(t.Context(), &iam.CreateUserInput{UserName: name})
		check(t, err)
		_, err = account.iam.AddUserToGroup(t.Context(), &iam.AddUserToGroupInput{GroupName: group, UserName: name})
		check(t, err)
	}
	users := iam.NewListUsersPaginator(account.iam, &iam.ListUsersInput{MaxItems: aws.Int32(2)})
	var pages []string
	for users.HasMorePages() {
		page, err := users.NextPage(t.Context())
		check(t, err)
		var names []string
		for _, user := range page.Users {
			names = append(names, *user.UserName)
		}
		pages = append(pages, strings.Join(names, " "))
	}
	equal(t, "users", strings.Join(pages, " | "), "user-0 user-1 | user-2 user-3 | user-4")
	members := 0
	for group := iam.NewGetGroupPaginator(account.iam, &iam.GetGroupInput{
		GroupName: group, MaxItems: aws.Int32(3),
	}); group.HasMorePages(); {
		page, err := group.NextPage(t.Context())
		check(t, err)
		members += len(page.Users)
	}
	equal(t, "members", members, 5)
}

func TestAProviderThatAssumesARole(t *testing.T) {
	account := newAccount(t)
	queue, arn := account.queue()
	name, alice := account.user()
	trust := trustOf(account.arn("user/"+name), `,"Condition":{"StringEquals":{"sts:ExternalId":"secret"}}`)
	role := account.role(trust, allow("sqs:SendMessage", arn))
	assume := func(id string) aws.Config {
		return as(aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(alice), role,
			func(o *stscreds.AssumeRoleOptions) {
				o.RoleSessionName = "shift"
				o.ExternalID = &id
				o.Duration = 15 * time.Minute
			})))
	}
	sender := assume("secret")
	check(t, sendTo(t, sender, queue))
	own := "arn:aws:sts::" + account.id + ":assumed-role/" + strings.TrimPrefix(role, account.arn("role/")) + "/shift"
	equal(t, "arn", whoIs(t, sender), own)
	denied(t, takeFrom(t, sender, queue), "User: "+own+" is not authorized to perform: sqs:")
	held, err := sender.Credentials.Retrieve(t.Context())
	check(t, err)
	equal(t, "key "+held.AccessKeyID, strings.HasPrefix(held.AccessKeyID, "ASIA"), true)
	equal(t, "expires", held.CanExpire && time.Until(held.Expires) > 0, true)
	denied(t, sendTo(t, assume("wrong"), queue), "is not authorized to perform: sts:AssumeRole on resource: "+role)
	denied(t, sendTo(t, alice, queue), "because no identity-based policy allows the sqs:SendMessage action")
}

func TestASessionPolicyLimitsTheRole(t *testing.T) {
	account := newAccount(t)
	queue, arn := account.queue()
	name, alice := account.user()
	role := account.role(trustOf(account.arn("user/"+name), ""), allow("sqs:*", arn))
	narrow := func(policy *string) aws.Config {
		return as(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(alice), role, func(o *stscreds.AssumeRoleOptions) {
			o.Policy = policy
		}))
	}
	sender := narrow(document(allow("sqs:SendMessage", "*")))
	check(t, sendTo(t, sender, queue))
	denied(t, takeFrom(t, sender, queue), "because no session policy allows the sqs:ReceiveMessage action")
	err := sendTo(t, narrow(aws.String("{}")), queue)
	typed[*ststypes.MalformedPolicyDocumentException](t, err)
}

func TestASessionOfAUser(t *testing.T) {
	account := newAccount(t)
	queue, arn := account.queue()
	name, alice := account.user(allow("sqs:SendMessage", arn))
	out, err := sts.NewFromConfig(alice).GetSessionToken(t.Context(), nil)
	check(t, err)
	got := out.Credentials
	session := as(credentials.NewStaticCredentialsProvider(
		*got.AccessKeyId, *got.SecretAccessKey, *got.SessionToken))
	equal(t, "arn", whoIs(t, session), account.arn("user/"+name))
	check(t, sendTo(t, session, queue))
	denied(t, takeFrom(t, session, queue), "because no identity-based policy allows the sqs:ReceiveMessage action")
	_, err = sts.NewFromConfig(session).GetSessionToken(t.Context(), nil)
	refused(t, err, "AccessDenied", "Cannot call GetSessionToken with session credentials")
	forged := as(credentials.NewStaticCredentialsProvider(*got.AccessKeyId, *got.SecretAccessKey, "forged"))
	_, err = sts.NewFromConfig(forged).GetCallerIdentity(t.Context(), nil)
	refused(t, err, "InvalidClientTokenId", "The security token included in the request is invalid.")
}
