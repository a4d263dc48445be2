// A function that handles a queue's orders, by AWS's library.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

var ErrNone = errors.New("no records")

func handle(ctx context.Context, event events.SQSEvent) (map[string]any, error) {
	if len(event.Records) == 0 {
		return nil, ErrNone
	}
	told, _ := lambdacontext.FromContext(ctx)
	_, hasDeadline := ctx.Deadline()
	bodies := []string{}
	for _, record := range event.Records {
		log.Printf("message %s", record.Body)
		bodies = append(bodies, record.Body)
		if record.Body == "panic" {
			panic(fmt.Sprintf("message %s", record.MessageId))
		}
	}
	return map[string]any{"bodies": bodies, "request": told.AwsRequestID, "deadline": hasDeadline}, nil
}

func main() { lambda.Start(handle) }
