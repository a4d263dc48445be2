//! Roles that belong to services: which there are, how they are named, and what they may do. The table is data, in
//! `service_linked/roles.txt`.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html>

use std::time::Duration;

use gen_iam::values::deletion_task_status_type as status_type;
use kernel::{ApiResult, Cx, Job};
use serde::{Deserialize, Serialize};

use crate::entity;
use crate::roles::{Role, SERVICE_LINKED_PATH as PATH};
use crate::tables::ROLE_DELETIONS;
use crate::{attachments, errors};

const PREFIX: &str = "AWSServiceRoleFor";
/// Longest name of a role.
const MAX_NAME: usize = 64;
const ROLES: &str = include_str!("service_linked/roles.txt");

/// A kind of service-linked role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ServiceLinked {
    /// `ecs.amazonaws.com`.
    pub(crate) service: &'static str,
    /// Of its name, what follows `AWSServiceRoleFor`.
    tail: &'static str,
    policy: &'static str,
    takes_suffix: bool,
}

impl ServiceLinked {
    /// The role of a service.
    pub(crate) fn of(service: &str) -> ApiResult<ServiceLinked> {
        let found = all().find(|role| role.service == service);
        found.ok_or_else(|| {
            errors::invalid_input(format!(
                "Service principal {service} does not have a service-linked role."
            ))
        })
    }

    /// The role's name, with the caller's suffix.
    pub(crate) fn name(&self, suffix: Option<&str>) -> ApiResult<String> {
        let name = match suffix {
            None => format!("{PREFIX}{}", self.tail),
            Some(suffix) if self.takes_suffix => format!("{PREFIX}{}_{suffix}", self.tail),
            Some(_) => {
                let message = format!("Custom suffix is not allowed for {}", self.service);
                return Err(errors::invalid_input(message));
            }
        };
        if name.len() > MAX_NAME {
            let message = format!("The role name {name} is longer than {MAX_NAME} characters.");
            return Err(errors::invalid_input(message));
        }
        Ok(name)
    }

    /// `/aws-service-role/ecs.amazonaws.com/`.
    pub(crate) fn path(&self) -> String {
        format!("{PATH}{}/", self.service)
    }

    /// Who may assume it: the service alone.
    pub(crate) fn trust(&self) -> String {
        format!(
            "{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",\"Principal\":{{\"Service\":\"{}\"}},\
             \"Action\":\"sts:AssumeRole\"}}]}}",
            self.service
        )
    }

    /// The ARN of its policy.
    pub(crate) fn policy_arn(&self, partition: &str) -> String {
        format!("arn:{partition}:iam::aws:policy{PATH}{}", self.policy)
    }
}

/// Every kind that is known, by service.
fn all() -> impl Iterator<Item = ServiceLinked> {
    ROLES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut words = line.split(' ');
        Some(ServiceLinked {
            service: words.next()?,
            tail: words.next()?,
            policy: words.next()?,
            takes_suffix: words.any(|word| word == "suffix"),
        })
    })
}

/// The deletion of a service-linked role: ordered, then done by a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Deletion {
    role: String,
    /// The role's unique id: one that comes later under the name is another.
    id: String,
    done: bool,
}

/// Does, or forgets, the deletion with this task id.
pub(crate) static DELETE: Job<String> = Job::new("iam.delete-service-linked-role");

/// How long a deletion can be asked about.
const REMEMBERED: Duration = Duration::from_secs(7 * 86_400);

impl Deletion {
    pub(crate) fn of(role: &Role) -> Deletion {
        Deletion { role: role.head.name.clone(), id: role.head.id.clone(), done: false }
    }

    pub(crate) fn status(&self) -> &'static str {
        if self.done { status_type::SUCCEEDED } else { status_type::NOT_STARTED }
    }
}

/// Orders a deletion.
pub(crate) async fn order_deletion(
    cx: &mut Cx<'_>,
    task: &str,
    deletion: Deletion,
) -> ApiResult<()> {
    cx.put(&ROLE_DELETIONS, &task.to_owned(), &deletion);
    let now = cx.now();
    cx.schedule(&DELETE, task, now, &task.to_owned()).await
}

/// Runs the job: deletes the role, and a week later forgets that.
pub(crate) async fn delete(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let task = DELETE.payload(raw)?;
    let Some(mut deletion) = cx.get(&ROLE_DELETIONS, &task).await? else { return Ok(()) };
    if deletion.done {
        cx.delete(&ROLE_DELETIONS, &task);
        return Ok(());
    }
    let role = entity::get::<Role>(cx, &deletion.role).await?;
    if let Some(mut role) = role.filter(|role| role.head.id == deletion.id) {
        for arn in role.attached.clone() {
            attachments::detach(cx, role, &arn).await?;
            role = entity::find(cx, &deletion.role).await?;
        }
        entity::remove(cx, &role);
    }
    deletion.done = true;
    cx.put(&ROLE_DELETIONS, &task, &deletion);
    let later = cx.now().plus(REMEMBERED);
    cx.schedule(&DELETE, &task, later, &task).await
}

/// The name of a service-linked role's deletion.
pub(crate) fn task_id(service: &str, role: &str, id: &str) -> String {
    format!("task{PATH}{service}/{role}/{id}")
}

/// The service that a role's path names; `None` for roles of the account.
pub(crate) fn service_of(path: &str) -> Option<&str> {
    path.strip_prefix(PATH)?.strip_suffix('/').filter(|service| !service.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_role_has_a_name() {
        let services: Vec<&str> = all().map(|role| role.service).collect();
        assert!(services.len() > 100, "{}", services.len());
        assert!(services.is_sorted());
        let lines = ROLES.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(lines, services.len());
        for role in all() {
            assert!(role.service.ends_with(".amazonaws.com"), "{}", role.service);
            assert!(role.name(None).is_ok(), "{}", role.service);
        }
    }

    #[test]
    fn names_paths_and_trust() {
        let role = ServiceLinked::of("autoscaling.amazonaws.com").expect("a role");
        assert_eq!(role.name(None).ok().as_deref(), Some("AWSServiceRoleForAutoScaling"));
        assert_eq!(role.name(Some("a")).ok().as_deref(), Some("AWSServiceRoleForAutoScaling_a"));
        assert!(role.name(Some(&"s".repeat(64))).is_err());
        assert_eq!(role.path(), "/aws-service-role/autoscaling.amazonaws.com/");
        assert_eq!(
            role.policy_arn("aws"),
            "arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy"
        );
        assert!(policy::PolicyDocument::parse(&role.trust()).is_ok());
        let batch = ServiceLinked::of("batch.amazonaws.com").expect("a role");
        let refused = batch.name(Some("x")).expect_err("no suffix");
        let message = "Custom suffix is not allowed for batch.amazonaws.com";
        assert_eq!(refused.message(), Some(message));
        assert!(ServiceLinked::of("nothing.amazonaws.com").is_err());
        assert_eq!(service_of(&role.path()), Some("autoscaling.amazonaws.com"));
        assert_eq!(service_of("/other/"), None);
    }
}
