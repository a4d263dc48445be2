//! PutFunctionConcurrency: keeps a part of the account's concurrency for a function, which gets no more than that.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html>

use gen_lambda::{Concurrency, PutFunctionConcurrencyRequest};
use kernel::{ApiResult, Cx};

use crate::function_name::{Qualifier, Target, qualified_arn};
use crate::tables::FUNCTIONS;
use crate::{concurrency, errors, provisioned};

pub(crate) async fn put_function_concurrency(
    cx: &mut Cx<'_>,
    input: &PutFunctionConcurrencyRequest,
) -> ApiResult<Concurrency> {
    let name = Target::unqualified(cx, &input.function_name)?.name;
    let Some(mut function) = cx.get(&FUNCTIONS, &name).await? else {
        let arn = qualified_arn(cx, &name, Some(&Qualifier::Latest))?;
        return Err(errors::no_such_function(&arn));
    };
    let wanted = input.reserved_concurrent_executions;
    let kept = concurrency::kept(cx, Some((&name, None))).await?;
    let provisioned = provisioned::all(cx, &name).await?;
    let provisioned = provisioned.iter().map(|(_, row)| row.requested).sum();
    concurrency::check_over_provisioned(wanted, provisioned)?;
    concurrency::check_reservation(kept.total, wanted)?;
    function.reserved = Some(wanted);
    cx.put(&FUNCTIONS, &name, &function);
    Ok(Concurrency { reserved_concurrent_executions: Some(wanted) })
}
