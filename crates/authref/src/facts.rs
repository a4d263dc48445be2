//! What a service has that policies can name.

/// A service, as policies know it.
#[derive(Debug, PartialEq, Eq)]
pub struct Service {
    /// `sqs`, as in `sqs:SendMessage`.
    pub prefix: &'static str,
    /// `Amazon SQS`.
    pub name: &'static str,
    /// Sorted by name, without regard to case.
    pub actions: Vec<Action>,
    /// Sorted by kind.
    pub resources: Vec<Resource>,
    /// The condition keys that its actions or resources know, sorted by name.
    pub keys: Vec<Key>,
}

impl Service {
    /// The action of this name, in any case and without prefix: `SendMessage`.
    pub fn action(&self, name: &str) -> Option<&Action> {
        let at = self.actions.binary_search_by(|action| ignoring_case(action.name, name)).ok()?;
        self.actions.get(at)
    }

    /// The type of resource of this name: `queue`.
    pub fn resource(&self, kind: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.kind == kind)
    }
}

/// Something that a policy allows or denies.
#[derive(Debug, PartialEq, Eq)]
pub struct Action {
    /// `SendMessage`.
    pub name: &'static str,
    /// What it does to resources.
    pub level: Level,
    /// The types of resources that a statement about it can name; none: it wants `*`.
    pub resources: Vec<ActionResource>,
    /// Condition keys that a request for it may carry, besides the global ones.
    pub keys: Vec<&'static str>,
    /// Further actions that the caller needs for it: `iam:PassRole`.
    pub dependents: Vec<&'static str>,
}

/// What an action does to resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Names resources.
    List,
    /// Reads what they hold.
    Read,
    /// Makes, changes or removes them.
    Write,
    /// Changes only tags.
    Tagging,
    /// Changes who may do what.
    PermissionsManagement,
}

impl Level {
    /// As AWS writes it: `Permissions management`.
    pub fn label(self) -> &'static str {
        match self {
            Level::List => "List",
            Level::Read => "Read",
            Level::Write => "Write",
            Level::Tagging => "Tagging",
            Level::PermissionsManagement => "Permissions management",
        }
    }
}

/// A type of resource that an action is about.
#[derive(Debug, PartialEq, Eq)]
pub struct ActionResource {
    /// The type, one of [`Service::resources`].
    pub kind: &'static str,
    /// Whether the action is always about one of these.
    pub required: bool,
    /// Condition keys that come with it.
    pub keys: Vec<&'static str>,
}

/// A type of resource.
#[derive(Debug, PartialEq, Eq)]
pub struct Resource {
    /// `queue`.
    pub kind: &'static str,
    /// `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`.
    pub arn: &'static str,
    /// Condition keys that come with it: `aws:ResourceTag/${TagKey}`.
    pub keys: Vec<&'static str>,
}

/// A condition key.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// `aws:TagKeys`; `${TagKey}` stands for any text.
    pub name: &'static str,
    /// `String`, `ARN`, `Bool`, `Numeric`, `Date`, `IPAddress`, or `ArrayOf` one of these.
    pub kind: &'static str,
}

/// The order of names when case does not count.
pub(crate) fn ignoring_case(a: &str, b: &str) -> std::cmp::Ordering {
    let lower = |byte: u8| byte.to_ascii_lowercase();
    a.bytes().map(lower).cmp(b.bytes().map(lower))
}
