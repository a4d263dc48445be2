//! What calls require of policies: their action on the table, index, stream or backup that they name, by name or by
//! ARN, also of another account whose resource policy allows it. Batches and transactions ask for each table that
//! they touch.
//! Ref: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html>

mod attributes;
mod needs;
mod statement;

use std::borrow::Cow;

use kernel::{
    Access, AccessQuery, AccountId, ApiResult, Arn, BoxFuture, Cx, Region, Required,
    policy_asks_resource_tags,
};
use policy::ResourceRule;

use crate::errors;
use crate::streams::StreamArn;
use crate::table_name::TableName;
use crate::tables::{POLICIES, TABLES, TAGS};

/// Operations that are about no resource in particular.
const ABOUT_NOTHING: [&str; 10] = [
    "DescribeEndpoints",
    "DescribeLimits",
    "ListBackups",
    "ListBulkOperations",
    "ListContributorInsights",
    "ListExports",
    "ListGlobalTables",
    "ListImports",
    "ListStreams",
    "ListTables",
];

/// One thing that a call needs: an action on a resource, with what only DynamoDB knows of it.
#[derive(Clone, Debug, Default)]
struct Need {
    action: Cow<'static, str>,
    place: Place,
    /// Partition keys of the items: `dynamodb:LeadingKeys`.
    leading: Vec<String>,
    /// Attributes that the call names: `dynamodb:Attributes`.
    attributes: Vec<String>,
    enclosing: Option<&'static str>,
    full_scan: Option<bool>,
}

impl Need {
    fn new(action: impl Into<Cow<'static, str>>, place: Place) -> Need {
        Need { action: action.into(), place, ..Need::default() }
    }
}

/// What a call names, read once: a table, or something of one.
#[derive(Clone, Debug, Default)]
struct Place {
    arn: String,
    owner: Option<AccountId>,
    table: Option<TableName>,
}

impl Place {
    /// What an ARN names.
    fn of_arn(arn: impl Into<String>) -> Place {
        let arn = arn.into();
        let owner = arn.parse::<Arn>().ok().and_then(|arn| AccountId::parse(arn.account()));
        let table = TableName::of_arn(&arn).map(|name| TableName(name.to_owned()));
        Place { arn, owner, table }
    }

    /// The index of this name.
    fn index(self, index: &str) -> Place {
        Place { arn: format!("{}/index/{index}", self.arn), ..self }
    }

    /// The region of the ARN, if it names one.
    fn region(&self) -> Option<&str> {
        self.arn.split(':').nth(3).filter(|region| !region.is_empty())
    }

    /// Whether it is the table itself.
    fn is_table(&self) -> bool {
        let before = self.table.as_ref().and_then(|name| self.arn.strip_suffix(name.as_str()));
        before.is_some_and(|before| before.ends_with(":table/"))
    }
}

/// What a call of DynamoDB or of DynamoDB Streams requires.
pub(crate) fn access<'a>(
    cx: &'a mut Cx<'_>,
    query: &'a AccessQuery<'a>,
) -> BoxFuture<'a, ApiResult<Access>> {
    Box::pin(async move {
        if ABOUT_NOTHING.contains(&query.operation) {
            return Ok(Access::Requires(vec![query.on("*")]));
        }
        let needs = needs::of(cx, query).await?;
        let mut all = Vec::with_capacity(needs.len());
        for need in needs {
            all.push(required(cx, query, need).await?);
        }
        if all.is_empty() {
            all.push(query.on("*"));
        }
        Ok(Access::Requires(all))
    })
}

/// The table that a call names by name or by ARN; that of another region is refused.
fn table(cx: &Cx<'_>, text: &str) -> ApiResult<Place> {
    let Some(arn) = text.strip_prefix("arn:").and_then(|_| text.parse::<Arn>().ok()) else {
        let (partition, region, account) = (cx.partition(), cx.region(), cx.account());
        return Ok(Place {
            arn: format!("arn:{partition}:dynamodb:{region}:{account}:table/{text}"),
            owner: Some(account),
            table: Some(TableName(text.to_owned())),
        });
    };
    if arn.service() == "dynamodb" && arn.region() != cx.region().as_str() {
        return Err(errors::validation(format!(
            "1 validation error detected: Invalid AWS region in '{text}'"
        )));
    }
    Ok(Place::of_arn(text))
}

async fn required(cx: &mut Cx<'_>, query: &AccessQuery<'_>, need: Need) -> ApiResult<Required> {
    let place = need.place;
    let mut out = Required::new(need.action, place.arn.clone());
    for (key, member) in [
        ("dynamodb:Select", "Select"),
        ("dynamodb:ReturnValues", "ReturnValues"),
        ("dynamodb:ReturnConsumedCapacity", "ReturnConsumedCapacity"),
    ] {
        if let Some(value) = query.input.text(member) {
            out = out.with_key(key, value);
        }
    }
    if !need.leading.is_empty() {
        out = out.with_keys("dynamodb:FirstPartitionKeyValues", need.leading.clone());
        out = out.with_keys("dynamodb:LeadingKeys", need.leading);
    }
    if !need.attributes.is_empty() {
        out = out.with_keys("dynamodb:Attributes", need.attributes);
    }
    if let Some(enclosing) = need.enclosing {
        out = out.with_key("dynamodb:EnclosingOperation", enclosing);
    }
    if let Some(full_scan) = need.full_scan {
        out = out.with_key("dynamodb:FullTableScan", full_scan.to_string());
    }
    let Some(owner) = place.owner else { return Ok(out) };
    out = out.owned_by(owner);
    let outer = cx.enter(owner);
    let region =
        place.region().filter(|region| *region != cx.region().as_str()).and_then(Region::parse);
    let home = region.map(|region| cx.enter_region(region));
    let with_policy = policy_of(cx, query, &place, out).await;
    if let Some(home) = home {
        cx.enter_region(home);
    }
    cx.enter(outer);
    with_policy
}

/// The same with the policy of the table or stream, and with the table's tags when someone asks for them.
async fn policy_of(
    cx: &mut Cx<'_>,
    query: &AccessQuery<'_>,
    place: &Place,
    mut out: Required,
) -> ApiResult<Required> {
    let Some(name) = &place.table else { return Ok(out) };
    let holder = if place.is_table() || StreamArn::parse(&place.arn).is_some() {
        place.arn.clone()
    } else {
        cx.arn("dynamodb", &format!("table/{name}"))?.as_str().to_owned()
    };
    let policy = cx.get_shared(&POLICIES, &holder).await?;
    let asks = policy.as_ref().is_some_and(|policy| policy_asks_resource_tags(&policy.text));
    if query.wants_resource_tags || asks {
        let tags = cx.get(&TAGS, name).await?.unwrap_or_default();
        out = out.with_tags(tags.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    }
    if let Some(policy) = policy {
        let compiled = cx.kernel().compiled(&holder, &policy.text)?;
        out = out.with_policy(compiled, ResourceRule::Either);
    }
    Ok(out)
}

/// The name of the partition key's first attribute, when the table is there.
async fn hash_of(cx: &mut Cx<'_>, place: &Place, index: Option<&str>) -> ApiResult<Option<String>> {
    let Some(name) = &place.table else { return Ok(None) };
    let outer = cx.enter(place.owner.unwrap_or(cx.account()));
    let row = cx.get_shared(&TABLES, name).await;
    cx.enter(outer);
    let Some(row) = row? else { return Ok(None) };
    let key = index.and_then(|index| row.index(index)).map_or(&row.key, |index| &index.key);
    Ok(key.hash.first().map(|part| part.name.clone()))
}
