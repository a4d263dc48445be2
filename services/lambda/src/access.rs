//! What a call requires of policies: its action on the function, layer or other thing that it names, whose own policy
//! takes part, also for callers of other accounts. Who gives a function a role needs to be let pass it on.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html>

use gen_lambda::{CreateFunctionRequest, UpdateFunctionConfigurationRequest};
use kernel::{
    Access, AccessQuery, AccountId, ApiResult, Arn, BoxFuture, Cx, Principal, Required,
    policy_asks_resource_tags,
};
use policy::ResourceRule;

use crate::executions::arn::ExecutionArn;
use crate::executions::token::CallbackId;
use crate::function_name::{Qualifier, Target, qualified_arn};
use crate::layer::{LayerArn, LayerTarget, version_arn};
use crate::tables::{FUNCTIONS, LAYER_VERSIONS, POLICIES};
use crate::{code_signing, errors, layer};

/// The service that roles are passed to.
const PRINCIPAL: &str = "lambda.amazonaws.com";

pub(crate) fn access<'a>(
    cx: &'a mut Cx<'_>,
    query: &'a AccessQuery<'a>,
) -> BoxFuture<'a, ApiResult<Access>> {
    Box::pin(async move {
        let text = |member: &str| query.input.text(member).filter(|text| !text.is_empty());
        if query.operation.contains("EventSourceMapping") {
            return of_mapping(cx, query).map(|all| Access::Requires(vec![all]));
        }
        if let Some(one) = of_execution(cx, query) {
            return Ok(Access::Requires(vec![one]));
        }
        if query.input.knows("Resource") {
            let resource = text("Resource").unwrap_or_default();
            return Ok(Access::Requires(vec![of_arn(cx, query, &resource).await?]));
        }
        if query.input.knows("LayerName") {
            return of_layer(cx, query).await.map(|one| Access::Requires(vec![one]));
        }
        if query.operation == "GetLayerVersionByArn" {
            let arn = text("Arn").unwrap_or_default();
            return Ok(Access::Requires(vec![
                on_layer_version(cx, query.on(arn.as_str()), &arn).await?,
            ]));
        }
        if query.input.knows("ResourceArn") {
            let arn = text("ResourceArn").unwrap_or_default();
            return of_function(cx, query, &arn).await.map(Access::Requires);
        }
        if let Some(name) = text("FunctionName").filter(|_| query.input.knows("FunctionName")) {
            return of_function(cx, query, &name).await.map(Access::Requires);
        }
        let resource = text("CodeSigningConfigArn").unwrap_or_else(|| "*".to_owned());
        Ok(Access::Requires(vec![
            with_config_tags(cx, query, query.on(resource.as_str()), &resource).await?,
        ]))
    })
}

async fn of_function(
    cx: &mut Cx<'_>,
    query: &AccessQuery<'_>,
    name: &str,
) -> ApiResult<Vec<Required>> {
    let qualifier = query.input.text("Qualifier").filter(|_| query.input.knows("Qualifier"));
    let target = Target::parse(cx, name, qualifier.as_deref())?;
    let account = target.account.unwrap_or(cx.account());
    if query.operation == "CreateFunction" && account != cx.account() {
        return Err(errors::access_denied_in_silence());
    }
    let outer = cx.enter(account);
    let main = on_function(cx, query, &target, account).await;
    let main = with_request_keys(main?, query);
    let mut all = vec![main];
    let (role, layers) = match query.operation {
        "CreateFunction" => {
            let input = query.input_as::<CreateFunctionRequest>();
            if input.is_some_and(|input| input.tags.as_ref().is_some_and(|tags| !tags.is_empty())) {
                all.push(Required::new("lambda:TagResource", target.arn(cx)?));
            }
            input.map_or((None, None), |input| (Some(&input.role), input.layers.as_ref()))
        }
        "UpdateFunctionConfiguration" => {
            let input = query.input_as::<UpdateFunctionConfigurationRequest>();
            input.map_or((None, None), |input| (input.role.as_ref(), input.layers.as_ref()))
        }
        _ => (None, None),
    };
    cx.enter(outer);
    if let Some(role) = role {
        let passed = Required::new("iam:PassRole", role.as_str());
        let function = qualified_arn_of(cx, &target, account)?;
        all.push(
            passed
                .with_key("iam:PassedToService", PRINCIPAL)
                .with_key("iam:AssociatedResourceArn", function),
        );
    }
    for arn in layers.into_iter().flatten().take(crate::limits::MAX_LAYERS) {
        // Layers of the own account are used without being asked for.
        if LayerArn::parse(arn).is_some_and(|layer| layer.account != cx.account().as_str()) {
            let asked = Required::new("lambda:GetLayerVersion", arn.as_str());
            all.push(on_layer_version(cx, asked, arn).await?);
        }
    }
    Ok(all)
}

fn qualified_arn_of(cx: &mut Cx<'_>, target: &Target, account: AccountId) -> ApiResult<String> {
    let outer = cx.enter(account);
    let arn = qualified_arn(cx, &target.name, None);
    cx.enter(outer);
    arn
}

/// The action on the function, with the policy that is written for the same qualifier.
async fn on_function(
    cx: &mut Cx<'_>,
    query: &AccessQuery<'_>,
    target: &Target,
    account: AccountId,
) -> ApiResult<Required> {
    let latest = target.qualifier == Some(Qualifier::Latest);
    let qualifier = target.qualifier.as_ref().filter(|_| !latest);
    let arn = qualified_arn(cx, &target.name, qualifier)?;
    let key = (target.name.clone(), qualifier.map(ToString::to_string).unwrap_or_default());
    let policy = cx.get_shared(&POLICIES, &key).await?;
    let mut main = query.on(arn.as_str()).owned_by(account);
    let asks = policy.as_ref().is_some_and(|policy| policy_asks_resource_tags(&policy.text));
    if query.wants_resource_tags || asks {
        let function = cx.get_shared(&FUNCTIONS, &target.name).await?;
        let tags = function.iter().flat_map(|function| &function.tags);
        main = main.with_tags(tags.map(|(key, value)| (key.as_str(), value.as_str())));
    }
    if let Some(policy) = policy.filter(|_| !is_owner_over_policies(cx, query, account)) {
        let compiled = cx.kernel().compiled(&arn, &policy.text)?;
        main = main.with_policy(compiled, ResourceRule::Either);
    }
    Ok(main)
}

/// Whoever denies everybody everything has not locked the account out: its root still reads, replaces and deletes policies.
fn is_owner_over_policies(cx: &Cx<'_>, query: &AccessQuery<'_>, owner: AccountId) -> bool {
    let caller = cx.caller();
    query.operation.ends_with("ResourcePolicy")
        && caller.account == owner
        && matches!(caller.principal, Principal::Root)
}

/// Condition keys whose values a request gives.
fn with_request_keys(mut main: Required, query: &AccessQuery<'_>) -> Required {
    let keys = [
        ("Principal", "lambda:Principal"),
        ("FunctionUrlAuthType", "lambda:FunctionUrlAuthType"),
        ("AuthType", "lambda:FunctionUrlAuthType"),
        ("CodeSigningConfigArn", "lambda:CodeSigningConfigArn"),
    ];
    for (member, key) in keys {
        if query.input.knows(member)
            && let Some(value) = query.input.text(member)
        {
            main = main.with_key(key, value);
        }
    }
    if query.input.knows("Layers") {
        let layers = query.input.texts("Layers");
        if !layers.is_empty() {
            main = main.with_keys("lambda:Layer", layers);
        }
    }
    main
}

async fn of_layer(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Required> {
    let target = LayerTarget::parse(&query.input.text("LayerName").unwrap_or_default());
    let account = target.account.unwrap_or(cx.account());
    let outer = cx.enter(account);
    let version = query.input.text("VersionNumber").filter(|_| query.input.knows("VersionNumber"));
    let arn = match version.and_then(|text| text.parse::<i64>().ok()) {
        Some(version) => version_arn(cx, &target.name, version),
        None => layer::arn(cx, &target.name),
    };
    cx.enter(outer);
    let arn = arn?;
    on_layer_version(cx, query.on(arn.as_str()).owned_by(account), &arn).await
}

/// The same with the policy of the layer's version, when `arn` is that of one.
async fn on_layer_version(cx: &mut Cx<'_>, main: Required, arn: &str) -> ApiResult<Required> {
    let Some(layer) = LayerArn::parse(arn) else { return Ok(main) };
    let Some(account) = AccountId::parse(layer.account) else { return Ok(main) };
    let outer = cx.enter(account);
    let row = cx.get(&LAYER_VERSIONS, &(layer.name.to_owned(), layer.version)).await;
    cx.enter(outer);
    let main = main.owned_by(account);
    Ok(match row?.and_then(|version| version.policy) {
        Some(policy) => {
            let compiled = cx.kernel().compiled(arn, &policy.text)?;
            main.with_policy(compiled, ResourceRule::Either)
        }
        None => main,
    })
}

/// Calls about an execution, by its ARN or by the id of a callback in it. Documented: the function's own ARN never matches.
fn of_execution(cx: &Cx<'_>, query: &AccessQuery<'_>) -> Option<Required> {
    let text = |member: &str| query.input.text(member).filter(|_| query.input.knows(member));
    let callback = text("CallbackId").and_then(|id| CallbackId::open(cx.kernel(), &id));
    let asked = query.input.knows("DurableExecutionArn") || query.input.knows("CallbackId");
    let arn = text("DurableExecutionArn").or(callback.map(|callback| callback.execution));
    let main = query.on(arn.as_deref().unwrap_or("*"));
    let owner = arn.as_deref().and_then(ExecutionArn::parse).map(|arn| arn.account);
    asked.then(|| match owner {
        Some(owner) => main.owned_by(owner),
        None => main,
    })
}

/// What a function's role needs to call another function for an execution.
pub(crate) async fn to_invoke(cx: &mut Cx<'_>, target: &Target) -> ApiResult<Required> {
    let latest = target.qualifier == Some(Qualifier::Latest);
    let qualifier = target.qualifier.as_ref().filter(|_| !latest);
    let arn = qualified_arn(cx, &target.name, qualifier)?;
    let key = (target.name.clone(), qualifier.map(ToString::to_string).unwrap_or_default());
    let main = Required::new("lambda:InvokeFunction", arn.as_str());
    Ok(match cx.get_shared(&POLICIES, &key).await? {
        Some(policy) => {
            let compiled = cx.kernel().compiled(&arn, &policy.text)?;
            main.with_policy(compiled, ResourceRule::Either)
        }
        None => main,
    })
}

/// Calls about a thing by its ARN: tags.
async fn of_arn(cx: &mut Cx<'_>, query: &AccessQuery<'_>, resource: &str) -> ApiResult<Required> {
    let arn = resource.parse::<Arn>().ok();
    let account =
        arn.as_ref().and_then(|arn| AccountId::parse(arn.account())).unwrap_or(cx.account());
    let named = arn.as_ref().and_then(|arn| arn.resource().strip_prefix("function:"));
    if let Some(name) = named {
        let target = Target::parse(cx, name, None)?;
        let outer = cx.enter(account);
        let main = on_function(cx, query, &target, account).await;
        cx.enter(outer);
        return main;
    }
    with_config_tags(cx, query, query.on(resource).owned_by(account), resource).await
}

/// Tags of code signing configurations are asked for like those of functions.
async fn with_config_tags(
    cx: &mut Cx<'_>,
    query: &AccessQuery<'_>,
    main: Required,
    resource: &str,
) -> ApiResult<Required> {
    if !query.wants_resource_tags || !resource.contains(":code-signing-config:") {
        return Ok(main);
    }
    Ok(match code_signing::get(cx, resource).await {
        Ok(config) => {
            main.with_tags(config.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())))
        }
        Err(_) => main,
    })
}

/// Mappings are not there before they are made; the function that they are for is a condition key.
fn of_mapping(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Required> {
    let text = |member: &str| query.input.text(member).filter(|text| !text.is_empty());
    let resource = match text("UUID").filter(|_| query.input.knows("UUID")) {
        Some(id) => cx.arn("lambda", &format!("event-source-mapping:{id}"))?.to_string(),
        None => "*".to_owned(),
    };
    let main = query.on(resource);
    let function = text("FunctionName").filter(|_| query.operation != "ListEventSourceMappings");
    Ok(match function.map(|name| Target::parse(cx, &name, None)) {
        Some(target) => {
            let target = target?;
            main.with_key(
                "lambda:FunctionArn",
                qualified_arn(cx, &target.name, target.qualifier.as_ref())?,
            )
        }
        None => main,
    })
}
