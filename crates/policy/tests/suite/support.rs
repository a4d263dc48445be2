//! What the tests share: policies from JSON, and a case that is built line by line and then decided.

use arn::AccountId;
use policy::{
    Attached, Decision, Explanation, Granted, Layer, Outcome, PolicyDocument, PolicySet, Principal,
    Reach, Request, RequestContext, ResourceRule, evaluate, explain,
};

pub(crate) const HERE: &str = "111111111111";
pub(crate) const THERE: &str = "222222222222";

pub(crate) fn account(text: &str) -> AccountId {
    AccountId::parse(text).expect("an account id")
}

/// A policy of version 2012-10-17 from its statements, given as JSON without the brackets.
pub(crate) fn policy(name: &str, statements: &str) -> Attached {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
    document(name, &text)
}

/// A policy from a whole document.
pub(crate) fn document(name: &str, text: &str) -> Attached {
    let parsed = PolicyDocument::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    Attached::new(name, &parsed)
}

/// A request and all the policies around it.
pub(crate) struct Case {
    pub(crate) principal: Principal,
    pub(crate) action: String,
    pub(crate) resource: String,
    pub(crate) owner: Option<AccountId>,
    pub(crate) context: RequestContext,
    pub(crate) identity: Vec<Attached>,
    pub(crate) boundary: Option<Attached>,
    pub(crate) session: Option<Vec<Attached>>,
    pub(crate) service_control: Vec<Vec<Attached>>,
    pub(crate) resource_control: Vec<Vec<Attached>>,
    pub(crate) of_resource: Option<Attached>,
    pub(crate) granted: Option<Granted>,
    pub(crate) endpoint: Option<Attached>,
    pub(crate) rule: ResourceRule,
}

impl Case {
    /// `principal` calls `action` on `resource`, which is of the account `111111111111`.
    pub(crate) fn new(principal: Principal, action: &str, resource: &str) -> Case {
        Case {
            principal,
            action: action.to_owned(),
            resource: resource.to_owned(),
            owner: Some(account(HERE)),
            context: RequestContext::new(),
            identity: Vec::new(),
            boundary: None,
            session: None,
            service_control: Vec::new(),
            resource_control: Vec::new(),
            of_resource: None,
            granted: None,
            endpoint: None,
            rule: ResourceRule::Either,
        }
    }

    pub(crate) fn identity(mut self, statements: &str) -> Case {
        let name = format!("identity-{}", self.identity.len() + 1);
        self.identity.push(policy(&name, statements));
        self
    }

    pub(crate) fn boundary(mut self, statements: &str) -> Case {
        self.boundary = Some(policy("boundary", statements));
        self
    }

    pub(crate) fn session(mut self, statements: &str) -> Case {
        self.session.get_or_insert_default().push(policy("session", statements));
        self
    }

    /// One more level of service control policies, with one policy.
    pub(crate) fn service_control(mut self, statements: &str) -> Case {
        self.service_control.push(vec![policy("scp", statements)]);
        self
    }

    pub(crate) fn resource_control(mut self, statements: &str) -> Case {
        self.resource_control.push(vec![policy("rcp", statements)]);
        self
    }

    pub(crate) fn of_resource(mut self, statements: &str) -> Case {
        self.of_resource = Some(policy("resource", statements));
        self
    }

    /// Something is granted beside the resource's policy.
    pub(crate) fn granted(mut self, reach: Reach) -> Case {
        self.granted = Some(Granted { name: "grant".into(), reach });
        self
    }

    pub(crate) fn endpoint(mut self, statements: &str) -> Case {
        self.endpoint = Some(policy("endpoint", statements));
        self
    }

    pub(crate) fn rule(mut self, rule: ResourceRule) -> Case {
        self.rule = rule;
        self
    }

    pub(crate) fn owner(mut self, owner: Option<&str>) -> Case {
        self.owner = owner.map(account);
        self
    }

    pub(crate) fn key(mut self, key: &str, value: &str) -> Case {
        self.context.set(key, value);
        self
    }

    pub(crate) fn request(&self) -> Request<'_> {
        Request {
            principal: &self.principal,
            action: &self.action,
            resource: &self.resource,
            resource_account: self.owner,
            context: &self.context,
        }
    }

    pub(crate) fn policies(&self) -> PolicySet<'_> {
        PolicySet {
            identity: &self.identity,
            boundary: self.boundary.as_ref(),
            session: self.session.as_deref(),
            service_control: &self.service_control,
            resource_control: &self.resource_control,
            resource: self.of_resource.as_ref(),
            granted: self.granted.as_ref(),
            endpoint: self.endpoint.as_ref(),
            rule: self.rule,
        }
    }

    pub(crate) fn decide(&self) -> Decision {
        evaluate(&self.request(), &self.policies())
    }

    pub(crate) fn explain(&self) -> Explanation {
        explain(&self.request(), &self.policies())
    }

    pub(crate) fn message(&self) -> String {
        self.decide().message(&self.request())
    }
}

pub(crate) const OBJECT: &str = "arn:aws:s3:::bucket/key";
pub(crate) const ALLOW: &str = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#;
pub(crate) const DENY: &str = r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}"#;
/// Allows something, but not this.
pub(crate) const OTHER: &str = r#"{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}"#;

pub(crate) fn user(account_id: &str) -> Principal {
    Principal::user(account(account_id), "finance/bob", "AIDAEXAMPLEOFAUSER0001")
}

pub(crate) fn session(account_id: &str) -> Principal {
    Principal::assumed_role(account(account_id), "apps/reader", "AROAEXAMPLEOFAROLE0001", "s1")
}

pub(crate) fn federated() -> Principal {
    Principal::federated_user(&user(HERE), "fed")
}

pub(crate) fn get(principal: Principal) -> Case {
    Case::new(principal, "s3:GetObject", OBJECT)
}

pub(crate) fn grant(principal: &str) -> String {
    format!(r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "s3:*", "Resource": "*"}}"#)
}

pub(crate) fn check(name: &str, case: Case, outcome: Outcome, layer: Layer) {
    let decision = case.decide();
    assert_eq!((decision.outcome, decision.layer), (outcome, layer), "{name}\n{}", case.explain());
}

pub(crate) fn bob() -> Principal {
    Principal::user(account(HERE), "bob", "AIDABOB")
}

/// Action, resource, keys of the context, and whether the policy allows it.
pub(crate) type Row<'r> = (&'r str, &'r str, &'r [(&'r str, &'r str)], bool);

pub(crate) fn identity(policy: &str, rows: &[Row<'_>]) {
    for (action, resource, keys, expected) in rows {
        let mut case =
            Case::new(bob(), action, resource).identity(policy).key("aws:username", "bob");
        for (key, value) in *keys {
            case = case.key(key, value);
        }
        let explanation = case.explain();
        assert_eq!(
            case.decide().is_allowed(),
            *expected,
            "{action} {resource} {keys:?}\n{explanation}"
        );
    }
}

/// Gives a compiled policy a name.
pub(crate) trait Attach {
    fn attached(self) -> Attached;
}

impl Attach for policy::Compiled {
    fn attached(self) -> Attached {
        Attached { name: "p".into(), policy: std::sync::Arc::new(self) }
    }
}
