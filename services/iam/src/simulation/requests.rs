//! Which requests a simulation makes: every action with every resource, or, for an instance launch, every action with
//! all resources at once.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html>

use kernel::{AccountId, ApiResult, Arn};

use crate::errors;

/// Resources of one request: more than a launch can have.
const MAX_TOGETHER: usize = 100;

/// What a simulation is asked.
pub(crate) struct Questions {
    pub(crate) actions: Vec<String>,
    /// Never empty; `*` when the call names none.
    pub(crate) resources: Vec<String>,
    /// Whether the resources belong to one request.
    pub(crate) together: bool,
}

impl Questions {
    pub(crate) fn parse(
        actions: &[String],
        resources: Option<&[String]>,
        handling: Option<&str>,
    ) -> ApiResult<Questions> {
        for action in actions {
            check_action(action)?;
        }
        let resources = match resources {
            None | Some([]) => vec!["*".to_owned()],
            Some(some) => some.to_vec(),
        };
        for resource in &resources {
            check_resource(resource)?;
        }
        if let Some(option) = handling {
            check_handling(option, &resources)?;
        }
        Ok(Questions { actions: actions.to_vec(), resources, together: handling.is_some() })
    }

    /// How many results there are.
    pub(crate) fn len(&self) -> usize {
        if self.together { self.actions.len() } else { self.actions.len() * self.resources.len() }
    }

    /// The action and the resources of a result.
    pub(crate) fn at(&self, index: usize) -> Option<(&str, &[String])> {
        let each = if self.together { 1 } else { self.resources.len() };
        let action = self.actions.get(index / each)?;
        let resources = match self.together {
            true => &self.resources[..],
            false => std::slice::from_ref(&self.resources[index % each]),
        };
        Some((action, resources))
    }
}

/// "This operation does not support using wildcards in an action name"; each names its service.
fn check_action(action: &str) -> ApiResult<()> {
    let fits = match action.split_once(':') {
        Some((service, name)) => {
            let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
            !service.is_empty()
                && !name.is_empty()
                && service.bytes().all(plain)
                && name.bytes().all(plain)
        }
        None => false,
    };
    if fits { Ok(()) } else { Err(errors::invalid_input(format!("Invalid Action: {action}"))) }
}

fn check_resource(resource: &str) -> ApiResult<()> {
    let fits =
        resource == "*" || resource.splitn(6, ':').count() == 6 && resource.starts_with("arn:");
    if fits {
        return Ok(());
    }
    Err(errors::invalid_input(format!("Invalid Resource ARN: {resource}")))
}

/// The types of resources that an instance launch is checked with.
fn check_handling(option: &str, resources: &[String]) -> ApiResult<()> {
    let wanted: &[&str] = match option {
        "EC2-Classic-InstanceStore" => &["image", "instance", "security-group"],
        "EC2-Classic-EBS" => &["image", "instance", "security-group", "volume"],
        "EC2-VPC-InstanceStore" => &["image", "instance", "network-interface", "security-group"],
        "EC2-VPC-InstanceStore-Subnet" => {
            &["image", "instance", "network-interface", "security-group", "subnet"]
        }
        "EC2-VPC-EBS" => &["image", "instance", "network-interface", "security-group", "volume"],
        "EC2-VPC-EBS-Subnet" => {
            &["image", "instance", "network-interface", "security-group", "subnet", "volume"]
        }
        _ => {
            let message = format!("{option} is not a valid Resource Handling Option.");
            return Err(errors::invalid_input(message));
        }
    };
    if resources.len() > MAX_TOGETHER {
        let message = format!("No more than {MAX_TOGETHER} resources can belong to one request.");
        return Err(errors::invalid_input(message));
    }
    let has = |kind: &&&str| {
        let part = format!("{kind}/");
        let named = |arn: &String| arn.splitn(6, ':').nth(5).is_some_and(|r| r.starts_with(&part));
        resources.iter().any(named)
    };
    match wanted.iter().find(|kind| !has(kind)) {
        None => Ok(()),
        Some(kind) => Err(errors::invalid_input(format!(
            "Resource Handling Option {option} needs a resource of type {kind}."
        ))),
    }
}

/// The account that owns the resources: `arn:aws:iam::111122223333:root`. Recorded: a bare account id is refused.
pub(crate) fn owner(given: Option<&str>) -> ApiResult<Option<AccountId>> {
    let Some(text) = given else { return Ok(None) };
    let arn: Option<Arn> = text.parse().ok();
    let account = arn.filter(|arn| arn.service() == "iam" && arn.resource() == "root");
    match account.and_then(|arn| AccountId::parse(arn.account())) {
        Some(account) => Ok(Some(account)),
        None => Err(errors::invalid_input(format!("'{text}' is not a valid as a Resource Owner."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(list: &[&str]) -> Vec<String> {
        list.iter().map(|t| (*t).to_owned()).collect()
    }

    #[test]
    fn actions_and_resources() {
        for (action, resource, fits) in [
            ("s3:GetObject", "*", true),
            ("execute-api:Invoke", "arn:aws:s3:::b", true),
            ("s3:Get*", "*", false),
            ("GetObject", "*", false),
            ("a:b:c", "*", false),
            ("s3:", "*", false),
            ("s3:GetObject", "b", false),
            ("s3:GetObject", "arn:aws:s3", false),
        ] {
            let parsed = Questions::parse(&texts(&[action]), Some(&texts(&[resource])), None);
            assert_eq!(parsed.is_ok(), fits, "{action} {resource}");
        }
    }

    #[test]
    fn every_action_with_every_resource() {
        let (actions, resources) = (texts(&["a:A", "a:B"]), texts(&["arn:a:b:c:d:e", "*"]));
        let each = Questions::parse(&actions, Some(&resources), None).expect("questions");
        let all: Vec<_> = (0..each.len()).filter_map(|at| each.at(at)).collect();
        assert_eq!(all.len(), 4);
        assert_eq!(all[1], ("a:A", &resources[1..]));
        assert_eq!(all[2], ("a:B", &resources[..1]));
        assert_eq!(each.at(4), None);
    }

    #[test]
    fn launches_need_all_their_resources() {
        let action = texts(&["ec2:RunInstances"]);
        let arns = ["instance", "image", "security-group", "network-interface"];
        let mut arns: Vec<_> =
            arns.iter().map(|r| format!("arn:aws:ec2:us-east-1:0:{r}/*")).collect();
        let option = Some("EC2-VPC-InstanceStore");
        let together = Questions::parse(&action, Some(&arns), option).expect("questions");
        assert_eq!((together.len(), together.at(0).map(|(_, r)| r.len())), (1, Some(4)));
        assert!(Questions::parse(&action, Some(&arns), Some("EC2-VPC-EBS")).is_err());
        assert!(Questions::parse(&action, Some(&arns), Some("EC2")).is_err());
        arns.pop();
        assert!(Questions::parse(&action, Some(&arns), option).is_err());
    }

    #[test]
    fn owners() {
        assert_eq!(owner(None).ok(), Some(None));
        let root = owner(Some("arn:aws:iam::111122223333:root")).expect("an owner");
        assert_eq!(root, AccountId::parse("111122223333"));
        for wrong in ["111122223333", "arn:aws:iam::111122223333:user/a", "x"] {
            assert!(owner(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
