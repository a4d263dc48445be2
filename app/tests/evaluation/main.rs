//! Every operation of every service is evaluated: whoever has no policy is denied, and whoever is allowed exactly the
//! action on exactly the resource gets through; a policy for another action or another resource does not help.
//!
//! The list of operations is the cloud's own, so a new operation is under test the moment that it is there.

mod example;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use testcloud::{Answer, Client, Cloud, Credentials};

/// Operations that need no permission.
/// Ref: <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html>
const OPEN: [&str; 2] = ["sts:GetCallerIdentity", "sts:GetSessionToken"];
/// Operations for which nobody signs: trust policies decide on them, which `sts` tests.
const UNSIGNED: [&str; 2] = ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"];
/// Asked only until the service-linked role is there, which the first success makes.
const ONCE: (&str, &str) = ("organizations:CreateOrganization", "iam:CreateServiceLinkedRole");
/// No operation requires more than this many permissions.
const MOST: usize = 8;

struct Prober {
    cloud: Cloud,
    root: Client,
    user: Client,
    /// Denials that do not read as AWS's.
    in_other_words: Vec<String>,
}

/// One action on one resource.
type Pair = (String, String);

impl Prober {
    async fn start() -> Prober {
        let cloud = Cloud::start(stratus::services()).await;
        let mut root = cloud.client();
        output(&mut root, "iam", "CreateUser", json!({ "UserName": "prober" })).await;
        let keys =
            output(&mut root, "iam", "CreateAccessKey", json!({ "UserName": "prober" })).await;
        let key = |name: &str| keys["AccessKey"][name].as_str().expect("a key").to_owned();
        let user =
            Client::new(&cloud, Credentials::new(key("AccessKeyId"), key("SecretAccessKey")));
        let trust = json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": { "AWS": "arn:aws:iam::000000000000:root" },
                "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
            }],
        });
        let role =
            json!({ "RoleName": "assumable", "AssumeRolePolicyDocument": trust.to_string() });
        output(&mut root, "iam", "CreateRole", role).await;
        Prober { cloud, root, user, in_other_words: Vec::new() }
    }

    /// Calls as the user; whether policies denied it. What handlers refuse by rules of their own is no such denial.
    async fn is_denied(&mut self, service: &str, operation: &str, input: &Value) -> bool {
        let before = self.latest_denial();
        let answer = self.user.call(service, operation, input.clone()).await;
        let answer = answer.unwrap_or_else(|error| panic!("{service}:{operation}: {error}"));
        if self.latest_denial() == before {
            return false;
        }
        let Answer::Error(failure) = answer else {
            panic!("{service}:{operation} was denied and yet succeeded");
        };
        let message = failure.message.as_deref().unwrap_or_default();
        // A service that needs another's permission may say so in its own words; an answer to HEAD has no words.
        let said = failure.code == "AccessDeniedForDependencyException"
            || (operation.starts_with("Head") && failure.code == "403")
            || (failure.code.starts_with("AccessDenied")
                && message.contains(" is not authorized to perform: "));
        if !said {
            self.in_other_words.push(format!("{service}:{operation}: {failure:?}"));
        }
        true
    }

    fn latest_denial(&self) -> Option<String> {
        self.cloud.kernel().explain_decision("latest-denied").map(|decision| decision.request_id)
    }

    /// Has the user's policy allow these pairs and nothing else.
    async fn allow(&mut self, pairs: &[Pair]) -> Result<(), String> {
        let statements: Vec<Value> = pairs
            .iter()
            .map(|(action, resource)| {
                json!({ "Effect": "Allow", "Action": action, "Resource": resource })
            })
            .collect();
        if statements.is_empty() {
            let input = json!({ "UserName": "prober", "PolicyName": "probe" });
            // There may be none.
            let _gone = self.root.call("iam", "DeleteUserPolicy", input).await;
            return Ok(());
        }
        let document = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
        let input =
            json!({ "UserName": "prober", "PolicyName": "probe", "PolicyDocument": document });
        match self.root.call("iam", "PutUserPolicy", input).await.expect("an answer") {
            Answer::Output(_) => Ok(()),
            Answer::Error(failure) => Err(format!("no policy can allow {pairs:?}: {failure:?}")),
        }
    }

    /// What the latest denial missed.
    fn missed(&self) -> Pair {
        let decision = self.cloud.kernel().explain_decision("latest-denied").expect("a denial");
        let check = decision.checks.last().expect("something was required");
        (check.action.clone(), check.resource.clone())
    }

    /// The permissions that an operation needs; every step of the way is denied.
    async fn learn(
        &mut self,
        service: &str,
        operation: &str,
        input: &Value,
    ) -> Result<Vec<Pair>, String> {
        let mut pairs: Vec<Pair> = Vec::new();
        loop {
            self.allow(&pairs).await?;
            if !self.is_denied(service, operation, input).await {
                return Ok(pairs);
            }
            let missed = self.missed();
            if pairs.contains(&missed) || pairs.len() == MOST {
                return Err(format!("is denied although it is allowed {pairs:?}"));
            }
            pairs.push(missed);
        }
    }

    async fn probe(
        &mut self,
        service: &'static str,
        operation: &'static str,
    ) -> Result<(), String> {
        let schema = self.cloud.kernel().registered(service).expect("there").service.schema.get();
        let input = example::input(schema.operation(operation).expect("there"));
        let name = format!("{service}:{operation}");
        let pairs = self.learn(service, operation, &input).await?;
        if OPEN.contains(&name.as_str()) {
            return if pairs.is_empty() { Ok(()) } else { Err("is open and asks".to_owned()) };
        }
        if pairs.is_empty() {
            return Err(format!("is not denied to a user without policies, input {input}"));
        }
        for at in 0..pairs.len() {
            let (action, resource) = &pairs[at];
            if (name.as_str(), action.as_str()) == ONCE {
                continue;
            }
            let elsewhere = match resource.as_str() {
                "*" => "arn:aws:none:::nothing".to_owned(),
                root if root.ends_with(":root") => "arn:aws:iam::999999999999:root".to_owned(),
                resource => format!("{resource}x"),
            };
            for near_miss in [(format!("{action}x"), resource.clone()), (action.clone(), elsewhere)]
            {
                let mut others = pairs.clone();
                others[at] = near_miss.clone();
                self.allow(&others).await?;
                if !self.is_denied(service, operation, &input).await {
                    return Err(format!(
                        "is let through by {near_miss:?} in place of {:?}",
                        pairs[at]
                    ));
                }
            }
        }
        Ok(())
    }
}

async fn output(client: &mut Client, service: &str, operation: &str, input: Value) -> Value {
    client.call(service, operation, input).await.expect("an answer").output()
}

#[tokio::test]
async fn every_operation_is_denied_without_and_allowed_with_exactly_its_permission() {
    let mut prober = Prober::start().await;
    let mut wrong = Vec::new();
    let mut probed = BTreeSet::new();
    for service in stratus::services() {
        let name = service.schema.facts().name;
        for operation in service.operations {
            let full = format!("{name}:{}", operation.name);
            if UNSIGNED.contains(&full.as_str()) {
                continue;
            }
            if let Err(why) = prober.probe(name, operation.name).await {
                wrong.push(format!("{full} {why}"));
            }
            probed.insert(full);
        }
    }
    eprintln!("{} operations probed", probed.len());
    wrong
        .extend(prober.in_other_words.into_iter().map(|denial| format!("{denial} in other words")));
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), probed.len(), wrong.join("\n"));
}
