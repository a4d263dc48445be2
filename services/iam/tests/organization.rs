//! Scenarios of what IAM does in an organization, which a stand-in tells of: 000000000000 manages it, 222222222222
//! administers IAM for it, 111111111111 is a member that may use SQS only, 333333333333 is in an organization that
//! does not trust IAM.

use kernel::{AccountId, ApiResult, BoxFuture, Cx, Membership, NamedPolicy, Organization, Service};

struct Standing;

fn id(text: &str) -> AccountId {
    AccountId::parse(text).expect("an account")
}

fn policy(name: &str, action: &str) -> NamedPolicy {
    let document = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}]}}"#
    );
    NamedPolicy { name: name.into(), document: document.into() }
}

impl Organization for Standing {
    fn membership<'a>(
        &'a self,
        _: &'a mut Cx<'_>,
        account: AccountId,
    ) -> BoxFuture<'a, ApiResult<Option<Membership>>> {
        let trusting = account != id("333333333333");
        let manages = account == AccountId::DEFAULT || !trusting;
        let all =
            policy("arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess", "*");
        let sqs = policy(
            "arn:aws:organizations::0:policy/o/service_control_policy/p-onlyqueues",
            "sqs:*",
        );
        let member = account == id("111111111111");
        let known = ["000000000000", "111111111111", "222222222222", "333333333333"];
        let membership = Membership {
            organization: if trusting { "o-aaaaaaaaaa" } else { "o-bbbbbbbbbb" }.to_owned(),
            path: "o-aaaaaaaaaa/r-abcd/ou-abcd-11111111/".to_owned(),
            management: if trusting { AccountId::DEFAULT } else { account },
            suspended: false,
            service_control: match (manages, member) {
                (true, _) => Vec::new(),
                (false, true) => vec![vec![all], vec![sqs]],
                (false, false) => vec![vec![all]],
            },
            resource_control: Vec::new(),
            root_features: (false, false),
        };
        let membership = known.contains(&account.as_str()).then_some(membership);
        Box::pin(async move { Ok(membership) })
    }

    fn is_delegated_administrator<'a>(
        &'a self,
        _: &'a mut Cx<'_>,
        account: AccountId,
        service: &'a str,
    ) -> BoxFuture<'a, ApiResult<bool>> {
        let is = account == id("222222222222") && service == "iam.amazonaws.com";
        Box::pin(async move { Ok(is) })
    }

    fn has_service_access<'a>(
        &'a self,
        _: &'a mut Cx<'_>,
        account: AccountId,
        _: &'a str,
    ) -> BoxFuture<'a, ApiResult<bool>> {
        Box::pin(async move { Ok(account != id("333333333333")) })
    }

    fn accounts<'a>(
        &'a self,
        _: &'a mut Cx<'_>,
        _: AccountId,
    ) -> BoxFuture<'a, ApiResult<Vec<AccountId>>> {
        let all = ["000000000000", "111111111111", "222222222222"].map(id).to_vec();
        Box::pin(async move { Ok(all) })
    }
}

#[test]
fn scenarios_in_an_organization() {
    let services = || vec![Service { organization: Some(&Standing), ..iam::service() }];
    testcloud::run_scenarios("tests/organization", services);
}
