//! ARNs of executions: a function's version, the execution's name and its id.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetDurableExecution.html>

use kernel::{AccountId, ApiResult, Arn, Cx};

use super::execution::Execution;
use super::tables::EXECUTIONS;

/// An ARN, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExecutionArn<'t> {
    pub(crate) account: AccountId,
    region: &'t str,
    function: &'t str,
    version: &'t str,
    name: &'t str,
    id: &'t str,
}

impl<'t> ExecutionArn<'t> {
    /// `arn:aws:lambda:REGION:ACCOUNT:function:FUNCTION:VERSION/durable-execution/NAME/ID`.
    pub(crate) fn parse(text: &'t str) -> Option<ExecutionArn<'t>> {
        let mut parts = text.splitn(6, ':');
        let (_, _partition, service) = (parts.next()?, parts.next()?, parts.next()?);
        let (region, account, rest) = (parts.next()?, parts.next()?, parts.next()?);
        let account = AccountId::parse(account).filter(|_| service == "lambda")?;
        let (function, rest) = rest.strip_prefix("function:")?.split_once(':')?;
        let (version, rest) = rest.split_once("/durable-execution/")?;
        let (name, id) = rest.split_once('/')?;
        Some(ExecutionArn { account, region, function, version, name, id })
    }

    fn is_of(&self, execution: &Execution) -> bool {
        self.function == execution.function.as_str()
            && self.version == execution.version_text()
            && self.name == execution.name
    }
}

/// The execution with this ARN, if there is one in the account and region that the call acts in.
pub(crate) async fn find(cx: &mut Cx<'_>, text: &str) -> ApiResult<Option<Execution>> {
    let Some(arn) = ExecutionArn::parse(text) else { return Ok(None) };
    if arn.region != cx.region().as_str() || arn.account != cx.account() {
        return Ok(None);
    }
    let found = cx.get(&EXECUTIONS, &arn.id.to_owned()).await?;
    Ok(found.filter(|execution| arn.is_of(execution)))
}

impl Execution {
    /// Its ARN.
    pub(crate) fn arn(&self, cx: &Cx<'_>) -> ApiResult<String> {
        Ok(format!("{}/durable-execution/{}/{}", self.function_arn(cx)?, self.name, self.id))
    }

    /// The ARN of the version that it runs.
    pub(crate) fn function_arn(&self, cx: &Cx<'_>) -> ApiResult<String> {
        let resource = format!("function:{}:{}", self.function, self.version_text());
        let arn: Arn = cx.arn("lambda", &resource)?;
        Ok(arn.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_are_taken_apart() {
        let good = "arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST/durable-execution/n/i";
        let arn = ExecutionArn::parse(good).expect("an ARN");
        assert_eq!((arn.region, arn.function, arn.version), ("us-east-1", "f", "$LATEST"));
        assert_eq!((arn.name, arn.id, arn.account.as_str()), ("n", "i", "000000000000"));
        for bad in [
            "",
            "arn:aws:lambda:us-east-1:000000000000:function:f:1",
            "arn:aws:lambda:us-east-1:000000000000:function:f/durable-execution/n/i",
            "arn:aws:lambda:us-east-1:000000000000:function:f:1/durable-execution/n",
            "arn:aws:states:us-east-1:000000000000:function:f:1/durable-execution/n/i",
            "arn:aws:lambda:us-east-1:x:function:f:1/durable-execution/n/i",
        ] {
            assert_eq!(ExecutionArn::parse(bad), None, "{bad}");
        }
    }
}
