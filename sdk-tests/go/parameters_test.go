package sdktests

// A parameter's life.

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

func putParameter(t *testing.T, store *ssm.Client, name, value string, kind types.ParameterType) *ssm.PutParameterOutput {
	t.Helper()
	put, err := store.PutParameter(t.Context(), &ssm.PutParameterInput{
		Name: &name, Value: &value, Type: kind, Overwrite: aws.Bool(true),
	})
	check(t, err)
	return put
}

func TestParameterLife(t *testing.T) {
	store, name := ssm.NewFromConfig(config()), "/"+unique("go")+"/host"
	putParameter(t, store, name, "one", types.ParameterTypeString)
	put := putParameter(t, store, name, "two", types.ParameterTypeString)
	equal(t, "version", put.Version, int64(2))
	equal(t, "tier", put.Tier, types.ParameterTierStandard)
	found, err := store.GetParameter(t.Context(), &ssm.GetParameterInput{Name: &name})
	check(t, err)
	equal(t, "value", *found.Parameter.Value, "two")
	equal(t, "arn", *found.Parameter.ARN, "arn:aws:ssm:"+region+":"+account+":parameter"+name)
	first, err := store.GetParameter(t.Context(), &ssm.GetParameterInput{Name: aws.String(name + ":1")})
	check(t, err)
	equal(t, "first value", *first.Parameter.Value, "one")
	equal(t, "selector", *first.Parameter.Selector, ":1")

	_, err = store.GetParameter(t.Context(), &ssm.GetParameterInput{Name: aws.String(name + ":3")})
	var noVersion *types.ParameterVersionNotFound
	equal(t, "no such version", errors.As(err, &noVersion), true)
	_, err = store.PutParameter(t.Context(), &ssm.PutParameterInput{Name: &name, Value: aws.String("x"), Type: types.ParameterTypeString})
	var exists *types.ParameterAlreadyExists
	equal(t, "exists", errors.As(err, &exists), true)

	_, err = store.DeleteParameter(t.Context(), &ssm.DeleteParameterInput{Name: &name})
	check(t, err)
	_, err = store.GetParameter(t.Context(), &ssm.GetParameterInput{Name: &name})
	var gone *types.ParameterNotFound
	equal(t, "gone", errors.As(err, &gone), true)
}

func TestParametersByPathPageByPage(t *testing.T) {
	store, path := ssm.NewFromConfig(config()), "/"+unique("go")
	for _, part := range []string{"/a", "/b", "/c"} {
		putParameter(t, store, path+part, part, types.ParameterTypeString)
	}
	pages := ssm.NewGetParametersByPathPaginator(store, &ssm.GetParametersByPathInput{
		Path: &path, MaxResults: aws.Int32(2),
	})
	var counts []int
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		check(t, err)
		counts = append(counts, len(page.Parameters))
	}
	equal(t, "pages", len(counts), 2)
	equal(t, "first", counts[0], 2)
	deleted, err := store.DeleteParameters(t.Context(), &ssm.DeleteParametersInput{
		Names: []string{path + "/a", path + "/b", path + "/c", path + "/none"},
	})
	check(t, err)
	equal(t, "deleted", len(deleted.DeletedParameters), 3)
	equal(t, "invalid", len(deleted.InvalidParameters), 1)
}

func TestSecureString(t *testing.T) {
	store, name := ssm.NewFromConfig(config()), "/"+unique("go")+"/secret"
	putParameter(t, store, name, "geheim", types.ParameterTypeSecureString)
	for decrypt, expected := range map[bool]bool{true: true, false: false} {
		found, err := store.GetParameter(t.Context(), &ssm.GetParameterInput{Name: &name, WithDecryption: &decrypt})
		check(t, err)
		equal(t, "plain", *found.Parameter.Value == "geheim", expected)
	}
	_, err := store.DeleteParameter(t.Context(), &ssm.DeleteParameterInput{Name: &name})
	check(t, err)
}
