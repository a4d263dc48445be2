//! What users, groups, roles, instance profiles and managed policies have in common: a name that is theirs alone, a path,
//! a unique id that is never given out again, and a quota for how many an account may have.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>

use kernel::{ApiError, ApiResult, Arn, Cx, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Row, Table};

use crate::names::Folded;
use crate::page::Page;
use crate::tables::IDS;
use crate::{errors, limits};

/// The letters of unique ids.
const ID_LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Rows read at once by a listing.
const CHUNK: usize = 200;

/// What kind of entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Group,
    User,
    Role,
    InstanceProfile,
    Policy,
}

impl Kind {
    /// What an ARN's resource begins with.
    pub(crate) const fn segment(self) -> &'static str {
        match self {
            Kind::Group => "group",
            Kind::User => "user",
            Kind::Role => "role",
            Kind::InstanceProfile => "instance-profile",
            Kind::Policy => "policy",
        }
    }

    /// What a unique id begins with.
    const fn id_prefix(self) -> &'static str {
        match self {
            Kind::Group => "AGPA",
            Kind::User => "AIDA",
            Kind::Role => "AROA",
            Kind::InstanceProfile => "AIPA",
            Kind::Policy => "ANPA",
        }
    }

    /// As a part of keys.
    pub(crate) const fn key(self) -> u8 {
        match self {
            Kind::Group => 0,
            Kind::User => 1,
            Kind::Role => 2,
            Kind::InstanceProfile => 3,
            Kind::Policy => 4,
        }
    }

    /// Whether policies can be attached to it, so that [`IDS`] has it.
    const fn holds_policies(self) -> bool {
        matches!(self, Kind::Group | Kind::User | Kind::Role)
    }
}

/// What every entity has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    /// As it was given.
    pub(crate) name: String,
    /// Begins and ends with a slash.
    pub(crate) path: String,
    /// Such as `AIDA` and 17 letters or digits.
    pub(crate) id: String,
    /// To the second.
    pub(crate) created: Timestamp,
}

impl Head {
    /// The head of something new.
    pub(crate) fn new(cx: &Cx<'_>, kind: Kind, name: &str, path: Option<&str>) -> Head {
        Head {
            name: name.to_owned(),
            path: crate::names::path_or_root(path),
            id: format!("{}{}", kind.id_prefix(), cx.random().text(17, ID_LETTERS)),
            created: cx.now().whole_seconds(),
        }
    }
}

/// An entity's row.
pub(crate) trait Entity: Row + Clone + Send + Sync + 'static {
    const KIND: Kind;
    fn table() -> &'static Table<Folded, Self>;
    fn head(&self) -> &Head;

    /// The key of its row.
    fn key(&self) -> Folded {
        Folded::of(&self.head().name)
    }

    /// Its ARN as text.
    fn arn(&self, cx: &Cx<'_>) -> String {
        let Head { name, path, .. } = self.head();
        arn_of(cx, Self::KIND, path, name)
    }

    /// Its ARN.
    fn typed_arn(&self, cx: &Cx<'_>) -> ApiResult<Arn> {
        self.arn(cx).parse().map_err(ApiError::bug)
    }
}

/// The ARN of an entity of the account that the call acts in.
pub(crate) fn arn_of(cx: &Cx<'_>, kind: Kind, path: &str, name: &str) -> String {
    format!("arn:{}:iam::{}:{}{path}{name}", cx.partition(), cx.account(), kind.segment())
}

/// The entity called `name`, if there is one.
pub(crate) async fn get<E: Entity>(cx: &mut Cx<'_>, name: &str) -> ApiResult<Option<E>> {
    cx.get(E::table(), &Folded::of(name)).await
}

/// The entity called `name`, or NoSuchEntity.
pub(crate) async fn find<E: Entity>(cx: &mut Cx<'_>, name: &str) -> ApiResult<E> {
    get(cx, name).await?.ok_or_else(|| errors::no_such(E::KIND, name))
}

/// Puts in something new: its name must be free and the account's quota not used up.
pub(crate) async fn add<E: Entity>(cx: &mut Cx<'_>, entity: &E) -> ApiResult<()> {
    require_free::<E>(cx, &entity.head().name).await?;
    let quota = limits::per_account(E::KIND);
    if cx.count_rows(E::table(), &()).await? >= quota.most {
        return Err(errors::quota(quota));
    }
    cx.add_rows(E::table(), &(), 1);
    save(cx, entity);
    Ok(())
}

/// EntityAlreadyExists when `name` is taken.
pub(crate) async fn require_free<E: Entity>(cx: &mut Cx<'_>, name: &str) -> ApiResult<()> {
    if cx.has(E::table(), &Folded::of(name)).await? {
        return Err(errors::already_exists(E::KIND, name));
    }
    Ok(())
}

/// Writes the row of something that is there under the same name.
pub(crate) fn save<E: Entity>(cx: &mut Cx<'_>, entity: &E) {
    cx.put(E::table(), &entity.key(), entity);
    if E::KIND.holds_policies() {
        let arn = entity.arn(cx);
        cx.put(&IDS, &entity.head().id, &arn);
    }
    cx.identities_changed();
}

/// Writes the row of something that was called `before`.
pub(crate) fn save_renamed<E: Entity>(cx: &mut Cx<'_>, before: &Folded, entity: &E) {
    cx.delete(E::table(), before);
    save(cx, entity);
}

/// Deletes the row.
pub(crate) fn remove<E: Entity>(cx: &mut Cx<'_>, entity: &E) {
    cx.delete(E::table(), &entity.key());
    cx.add_rows(E::table(), &(), -1);
    if E::KIND.holds_policies() {
        cx.delete(&IDS, &entity.head().id);
    }
    cx.identities_changed();
}

/// Entities by name whose path begins with `prefix`: one more than a page, to see whether there is another.
pub(crate) async fn list<E: Entity>(
    cx: &mut Cx<'_>,
    prefix: &str,
    page: &Page,
) -> ApiResult<Vec<E>> {
    let mut after = page.after.clone().map(Folded);
    let mut found = Vec::new();
    loop {
        let mut range = cx.rows(E::table());
        if let Some(after) = &after {
            range = range.after(after);
        }
        let rows = cx.range(E::table(), &range, CHUNK).await?;
        let last = rows.len() < CHUNK;
        after = rows.last().map(|(key, _)| key.clone());
        found.extend(
            rows.into_iter().map(|(_, row)| row).filter(|e| e.head().path.starts_with(prefix)),
        );
        if last || found.len() > page.limit {
            found.truncate(page.limit + 1);
            return Ok(found);
        }
    }
}

/// The name of the user, group or role with this unique id in this account, from its ARN.
pub(crate) async fn name_of_id(cx: &mut Cx<'_>, id: &str) -> ApiResult<Option<String>> {
    let arn = cx.get(&IDS, &id.to_owned()).await?;
    Ok(arn.and_then(|arn| arn.rsplit('/').next().map(str::to_owned)))
}
