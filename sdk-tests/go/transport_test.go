package sdktests

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// httpsClient talks to the https endpoint and trusts the authorities of pool alone.
func httpsClient(pool *x509.CertPool) *sqs.Client {
	return sqs.NewFromConfig(config(), func(o *sqs.Options) {
		https := strings.Replace(endpoint(), "http://", "https://", 1)
		o.BaseEndpoint = aws.String(setting("STRATUS_HTTPS_ENDPOINT", https))
		o.HTTPClient = plainBodies{awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
			t.TLSClientConfig = &tls.Config{RootCAs: pool}
		})}
	})
}

func TestHTTPS(t *testing.T) {
	file := os.Getenv("STRATUS_CA")
	if file == "" {
		t.Skip("STRATUS_CA names no certificate authority file")
	}
	text, err := os.ReadFile(file)
	check(t, err)
	pool := x509.NewCertPool()
	equal(t, "authority read", pool.AppendCertsFromPEM(text), true)

	url := newQueue(t, unique("go-tls"), nil)
	over := httpsClient(pool)
	sent, err := over.SendMessage(t.Context(), &sqs.SendMessageInput{
		QueueUrl: url, MessageBody: aws.String("sealed"),
	})
	check(t, err)
	equal(t, "HTTP version", httpVersion(sent.ResultMetadata), 2)
	out, err := over.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: url, WaitTimeSeconds: 2})
	check(t, err)
	equal(t, "bodies", bodies(out.Messages), "sealed")

	_, err = httpsClient(x509.NewCertPool()).ListQueues(t.Context(), nil)
	typed[*tls.CertificateVerificationError](t, err)
}

// httpVersion is the major version of the answer.
func httpVersion(metadata middleware.Metadata) int {
	raw, _ := awsmiddleware.GetRawResponse(metadata).(*smithyhttp.Response)
	if raw == nil {
		return 0
	}
	return raw.ProtoMajor
}
