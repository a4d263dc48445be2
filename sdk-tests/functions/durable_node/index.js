// A durable function by AWS's own SDK for JavaScript: steps, waits, children side by side.
// https://docs.aws.amazon.com/lambda/latest/dg/durable-execution-sdk.html
const { withDurableExecution } = require("@aws/durable-execution-sdk-js");

exports.handler = withDurableExecution(async (event, context) => {
  const one = await context.step("one", async () => 1);
  await context.wait("rest", { seconds: event.rest });
  const two = await context.step("two", async () => one + 1);
  const both = await context.parallel("both", [
    async (child) => child.step("left", async () => "left"),
    async (child) => {
      await child.wait("a-little", { seconds: 1 });
      return child.step("right", async () => "right");
    },
  ]);
  return { two, both: both.getResults() };
});
