//! A directory of roles, users and providers for tests: what IAM would know, without IAM.

mod iam;

use std::sync::Mutex;

use kernel::{
    ApiResult, Arn, BoxFuture, Cx, Directory, Membership, NamedPolicy, OidcProvider, Organization,
    RoleFacts, SamlProvider, Service, Timestamp, UserFacts,
};
use testcloud::echo;

/// Allows everything.
const ADMIN: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

/// The services of these tests: STS, what it calls of IAM, and one that knows the identities and organizations below.
pub(crate) fn services() -> Vec<Service> {
    vec![
        sts::service(),
        Service::new(&gen_iam::SCHEMA, iam::TABLE),
        Service {
            directory: Some(&FakeDirectory),
            organization: Some(&FakeOrganization),
            ..echo::service()
        },
    ]
}

pub(crate) static OIDC: Mutex<Vec<OidcProvider>> = Mutex::new(Vec::new());
/// Trust policies of roles that a test adds, by name.
pub(crate) static TRUST: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

struct FakeDirectory;

/// `NAME`: what the statement's principal, actions and condition are. Every role exists in every account.
fn trust(name: &str, account: &str) -> Option<String> {
    let statement = |principal: &str, actions: &str, condition: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{principal},"Action":[{actions}],"Condition":{condition}}}}}"#
        )
    };
    let own = format!(r#"{{"AWS":"{account}"}}"#);
    let all = r#""sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity""#;
    let assume = r#""sts:AssumeRole""#;
    Some(match name {
        "plain" => statement(&own, assume, "{}"),
        "open" | "long" | "narrow" => statement(r#"{"AWS":"*"}"#, all, "{}"),
        "bob" => {
            statement(&format!(r#"{{"AWS":"arn:aws:iam::{account}:user/bob"}}"#), assume, "{}")
        }
        "external" => statement(&own, assume, r#"{"StringEquals":{"sts:ExternalId":"secret-42"}}"#),
        "named" => statement(&own, assume, r#"{"StringEquals":{"sts:RoleSessionName":"good"}}"#),
        "mfa" => statement(&own, assume, r#"{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#),
        "team" => statement(&own, all, r#"{"StringEquals":{"aws:RequestTag/team":"red"}}"#),
        "saml" | "affiliated" => {
            let principal =
                format!(r#"{{"Federated":"arn:aws:iam::{account}:saml-provider/idp"}}"#);
            let condition = match name {
                "saml" => {
                    r#"{"StringEquals":{"saml:iss":"https://idp.example.com/saml","saml:sub_type":"persistent","saml:doc":"000000000000/idp"}}"#
                }
                _ => r#"{"ForAnyValue:StringEquals":{"saml:edupersonaffiliation":"staff"}}"#,
            };
            statement(&principal, &all.replace("AssumeRole", "AssumeRoleWithSAML"), condition)
        }
        other => {
            let added = TRUST.lock().expect("no test panics here");
            return added.iter().find(|(name, _)| name == other).map(|(_, text)| text.clone());
        }
    })
}

/// `narrow` may have short tokens for one audience, without tags.
fn policy_of(role: &str) -> &'static str {
    match role {
        "narrow" => {
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:GetWebIdentityToken","Resource":"*","Condition":{"ForAllValues:StringEquals":{"sts:IdentityTokenAudience":"https://one.example.com"},"NumericLessThanEquals":{"sts:DurationSeconds":"300"},"StringEquals":{"sts:SigningAlgorithm":"ES384"}}}}"#
        }
        _ => ADMIN,
    }
}

impl Directory for FakeDirectory {
    fn user<'a>(
        &'a self,
        _: &'a mut Cx<'_>,
        arn: &'a Arn,
    ) -> BoxFuture<'a, ApiResult<Option<UserFacts>>> {
        Box::pin(async move {
            let name = arn.resource().rsplit('/').next().unwrap_or_default().to_owned();
            let policy = NamedPolicy { name: "admin".into(), document: ADMIN.into() };
            Ok(Some(UserFacts {
                arn: arn.clone(),
                id: format!("AIDA{}", name.to_uppercase()),
                // Carol may do nothing.
                policies: if name == "carol" { Vec::new() } else { vec![policy] },
                name,
                tags: Vec::new(),
                boundary: None,
            }))
        })
    }

    fn role<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        name: &'a str,
    ) -> BoxFuture<'a, ApiResult<Option<RoleFacts>>> {
        Box::pin(async move {
            let account = cx.account();
            let Some(trust) = trust(name, account.as_str()) else { return Ok(None) };
            let arn = format!("arn:aws:iam::{account}:role/{name}");
            Ok(Some(RoleFacts {
                arn: arn.parse().expect("an ARN"),
                id: format!("AROA{}", name.to_uppercase()),
                name: name.to_owned(),
                tags: match name {
                    "open" => vec![("team".to_owned(), "blue".to_owned())],
                    _ => Vec::new(),
                },
                policies: vec![NamedPolicy {
                    name: "own".into(),
                    document: policy_of(name).into(),
                }],
                boundary: None,
                trust: trust.into(),
                max_session_duration: if name == "long" { 43_200 } else { 3_600 },
                service_linked: false,
            }))
        })
    }

    fn managed_policy<'a>(
        &'a self,
        _: &'a mut Cx<'_>,
        arn: &'a str,
    ) -> BoxFuture<'a, ApiResult<Option<NamedPolicy>>> {
        Box::pin(async move {
            let known = arn.ends_with("/AdministratorAccess") || arn.contains(":policy/root-task/");
            Ok(known.then(|| NamedPolicy { name: arn.into(), document: ADMIN.into() }))
        })
    }

    fn verify_mfa<'a>(
        &'a self,
        _: &'a mut Cx<'_>,
        owner: &'a Arn,
        serial: &'a str,
        code: &'a str,
    ) -> BoxFuture<'a, ApiResult<bool>> {
        let own = owner.as_str().replace(":user/", ":mfa/").replace(":root", ":mfa/root");
        Box::pin(async move { Ok(serial == own && code == "123456") })
    }

    fn saml_provider<'a>(
        &'a self,
        _: &'a mut Cx<'_>,
        arn: &'a Arn,
    ) -> BoxFuture<'a, ApiResult<Option<SamlProvider>>> {
        let metadata = include_str!("../saml/metadata.xml");
        let metadata = match arn.resource() {
            "saml-provider/idp" | "saml-provider/secretive" => Some(metadata.to_owned()),
            // Until the moment that the clock of tests shows.
            "saml-provider/ended" => {
                let until = "<md:EntityDescriptor validUntil=\"2026-01-01T00:00:00Z\"";
                Some(metadata.replace("<md:EntityDescriptor", until))
            }
            _ => None,
        };
        let key = include_bytes!("../saml/decryption-key.der").to_vec();
        Box::pin(async move {
            Ok(metadata.map(|metadata| SamlProvider {
                arn: arn.clone(),
                metadata,
                private_keys: vec![key],
                must_encrypt: arn.resource() == "saml-provider/secretive",
            }))
        })
    }

    fn oidc_provider<'a>(
        &'a self,
        _: &'a mut Cx<'_>,
        issuer: &'a str,
    ) -> BoxFuture<'a, ApiResult<Option<OidcProvider>>> {
        let issuer = issuer.split_once("://").map_or(issuer, |(_, rest)| rest);
        let all = OIDC.lock().expect("no test panics here");
        let found = all.iter().find(|provider| provider.url == issuer).cloned();
        Box::pin(async move { Ok(found) })
    }

    fn role_used<'a>(
        &'a self,
        _: &'a mut Cx<'_>,
        _: &'a str,
        _: Timestamp,
    ) -> BoxFuture<'a, ApiResult<()>> {
        Box::pin(async { Ok(()) })
    }
}

/// 000000000000 manages 111122223333 and 222222222222, of which the latter administers IAM; others stand alone.
struct FakeOrganization;

impl Organization for FakeOrganization {
    fn membership<'a>(
        &'a self,
        _: &'a mut Cx<'_>,
        account: kernel::AccountId,
    ) -> BoxFuture<'a, ApiResult<Option<Membership>>> {
        Box::pin(async move {
            let members = ["000000000000", "111122223333", "222222222222"];
            let management = kernel::AccountId::DEFAULT;
            Ok(members.contains(&account.as_str()).then(|| Membership {
                organization: "o-test".to_owned(),
                path: "o-test/r-test/".to_owned(),
                management,
                suspended: false,
                service_control: Vec::new(),
                resource_control: Vec::new(),
                root_features: (true, true),
            }))
        })
    }

    fn is_delegated_administrator<'a>(
        &'a self,
        _: &'a mut Cx<'_>,
        account: kernel::AccountId,
        _: &'a str,
    ) -> BoxFuture<'a, ApiResult<bool>> {
        Box::pin(async move { Ok(account.as_str() == "222222222222") })
    }

    fn has_service_access<'a>(
        &'a self,
        _: &'a mut Cx<'_>,
        _: kernel::AccountId,
        _: &'a str,
    ) -> BoxFuture<'a, ApiResult<bool>> {
        Box::pin(async { Ok(true) })
    }

    fn accounts<'a>(
        &'a self,
        _: &'a mut Cx<'_>,
        _: kernel::AccountId,
    ) -> BoxFuture<'a, ApiResult<Vec<kernel::AccountId>>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}
