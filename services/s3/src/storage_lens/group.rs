//! Groups of objects: which objects a filter takes, and which filters are none. Pure.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-lens-groups.html>

use gen_s3control::{
    MatchObjectAge, MatchObjectSize, S3Tag, StorageLensGroup, StorageLensGroupFilter,
};
use kernel::{ApiResult, Timestamp};

use super::check::check_name;
use crate::control_errors::invalid_request;

/// Prefixes, suffixes or tags that a filter has at most.
const MOST: usize = 10;
/// Bytes: 50 TB, which sizes stay below.
const MAX_SIZE: i64 = 50 * 1024 * 1024 * 1024 * 1024;
const DAY: u64 = 86_400;

/// What filters ask of an object.
pub(super) struct Facts<'a> {
    pub(super) key: &'a str,
    pub(super) tags: &'a [(String, String)],
    pub(super) modified: Timestamp,
    pub(super) size: u64,
}

/// The conditions of a filter, or of the operator within it.
#[derive(Clone, Copy)]
struct Conditions<'a> {
    prefixes: Option<&'a [String]>,
    suffixes: Option<&'a [String]>,
    tags: Option<&'a [S3Tag]>,
    age: Option<&'a MatchObjectAge>,
    size: Option<&'a MatchObjectSize>,
}

macro_rules! conditions {
    ($of:expr) => {
        Conditions {
            prefixes: $of.match_any_prefix.as_deref(),
            suffixes: $of.match_any_suffix.as_deref(),
            tags: $of.match_any_tag.as_deref(),
            age: $of.match_object_age.as_ref(),
            size: $of.match_object_size.as_ref(),
        }
    };
}

/// Whether the filter takes the object.
pub(super) fn takes(filter: &StorageLensGroupFilter, object: &Facts<'_>, now: Timestamp) -> bool {
    if let Some(or) = &filter.or {
        return conditions!(or).answers(object, now).contains(&Some(true));
    }
    let all = match &filter.and {
        Some(and) => conditions!(and).answers(object, now),
        None => conditions!(filter).answers(object, now),
    };
    all.contains(&Some(true)) && !all.contains(&Some(false))
}

impl Conditions<'_> {
    /// What each condition says; `None`: there is none.
    fn answers(&self, object: &Facts<'_>, now: Timestamp) -> [Option<bool>; 5] {
        let days = now.since(object.modified).as_secs() / DAY;
        let any = |list: &[String], has: &dyn Fn(&str) -> bool| list.iter().any(|text| has(text));
        [
            self.prefixes.map(|all| any(all, &|text| object.key.starts_with(text))),
            self.suffixes.map(|all| any(all, &|text| object.key.ends_with(text))),
            self.tags.map(|all| {
                let has = |tag: &S3Tag| {
                    object.tags.iter().any(|(key, value)| *key == tag.key && *value == tag.value)
                };
                all.iter().any(has)
            }),
            self.age.map(|age| {
                between(
                    days,
                    age.days_greater_than.map(i64::from),
                    age.days_less_than.map(i64::from),
                )
            }),
            self.size
                .map(|size| between(object.size, size.bytes_greater_than, size.bytes_less_than)),
        ]
    }

    fn count(&self) -> usize {
        let set = [
            self.prefixes.is_some(),
            self.suffixes.is_some(),
            self.tags.is_some(),
            self.age.is_some(),
            self.size.is_some(),
        ];
        set.into_iter().filter(|set| *set).count()
    }

    fn are_good(&self) -> bool {
        let listed = |len: Option<usize>| len.is_none_or(|len| (1..=MOST).contains(&len));
        let range = |from: Option<i64>, to: Option<i64>, most: i64| {
            let good = |bound: Option<i64>| bound.is_none_or(|bound| (1..=most).contains(&bound));
            let ordered = from.zip(to).is_none_or(|(from, to)| from < to);
            (from.is_some() || to.is_some()) && good(from) && good(to) && ordered
        };
        let age = |age: &MatchObjectAge| {
            let (from, to) = (age.days_greater_than, age.days_less_than);
            range(from.map(i64::from), to.map(i64::from), i64::from(i32::MAX))
        };
        let size =
            |size: &MatchObjectSize| range(size.bytes_greater_than, size.bytes_less_than, MAX_SIZE);
        listed(self.prefixes.map(<[_]>::len))
            && listed(self.suffixes.map(<[_]>::len))
            && listed(self.tags.map(<[_]>::len))
            && self.age.is_none_or(age)
            && self.size.is_none_or(size)
    }
}

/// Whether the value is greater than one bound and less than the other.
fn between(value: u64, from: Option<i64>, to: Option<i64>) -> bool {
    let value = i64::try_from(value).unwrap_or(i64::MAX);
    from.is_none_or(|from| value > from) && to.is_none_or(|to| value < to)
}

/// Fails unless this can be a group: it has one condition, or an operator with several.
pub(crate) fn check(group: &StorageLensGroup) -> ApiResult<()> {
    check_name(&group.name)?;
    let filter = &group.filter;
    let own = conditions!(filter);
    let (inner, least) = match (&filter.and, &filter.or) {
        (None, None) => (own, 1),
        (Some(and), None) if own.count() == 0 => (conditions!(and), 2),
        (None, Some(or)) if own.count() == 0 => (conditions!(or), 2),
        _ => return Err(invalid_request("A filter has one condition, one And or one Or.")),
    };
    let fits = if least == 1 { inner.count() == 1 } else { inner.count() >= least };
    match fits && inner.are_good() {
        true => Ok(()),
        false => Err(invalid_request("The filter of the Storage Lens group is not valid.")),
    }
}

#[cfg(test)]
mod tests {
    use gen_s3control::{StorageLensGroupAndOperator, StorageLensGroupOrOperator};

    use super::*;

    fn prefix(text: &str) -> StorageLensGroupFilter {
        StorageLensGroupFilter {
            match_any_prefix: Some(vec![text.into()]),
            ..StorageLensGroupFilter::default()
        }
    }

    fn size(from: Option<i64>, to: Option<i64>) -> Option<MatchObjectSize> {
        Some(MatchObjectSize { bytes_greater_than: from, bytes_less_than: to })
    }

    fn older(days: i32) -> Option<MatchObjectAge> {
        Some(MatchObjectAge { days_greater_than: Some(days), days_less_than: None })
    }

    fn is_taken(filter: &StorageLensGroupFilter, key: &str, size: u64) -> bool {
        let tags = [("a".to_owned(), "1".to_owned())];
        let modified = Timestamp::from_secs(0);
        let facts = Facts { key, tags: &tags, modified, size };
        takes(filter, &facts, Timestamp::from_secs(864_000))
    }

    #[test]
    fn which_objects_are_taken() {
        let and = StorageLensGroupFilter {
            and: Some(StorageLensGroupAndOperator {
                match_any_prefix: Some(vec!["x/".into(), "logs/".into()]),
                match_object_size: size(Some(4), Some(6)),
                ..StorageLensGroupAndOperator::default()
            }),
            ..StorageLensGroupFilter::default()
        };
        let or = StorageLensGroupFilter {
            or: Some(StorageLensGroupOrOperator {
                match_any_suffix: Some(vec![".png".into()]),
                match_object_age: older(10),
                ..StorageLensGroupOrOperator::default()
            }),
            ..StorageLensGroupFilter::default()
        };
        let aged = |days| StorageLensGroupFilter {
            match_object_age: older(days),
            ..StorageLensGroupFilter::default()
        };
        let tagged = |value: &str| StorageLensGroupFilter {
            match_any_tag: Some(vec![S3Tag { key: "a".into(), value: value.into() }]),
            ..StorageLensGroupFilter::default()
        };
        for (filter, key, size, want) in [
            (prefix("logs/"), "logs/a", 5, true),
            (prefix("logs/"), "log", 5, false),
            (and.clone(), "logs/a", 5, true),
            (and.clone(), "logs/a", 6, false),
            (and, "a", 5, false),
            (or.clone(), "a.png", 5, true),
            (or, "a", 5, false),
            (aged(9), "a", 5, true),
            (aged(10), "a", 5, false),
            (tagged("1"), "a", 5, true),
            (tagged("2"), "a", 5, false),
        ] {
            assert_eq!(is_taken(&filter, key, size), want, "{filter:?} {key}");
        }
    }

    #[test]
    fn which_filters_are_none() {
        let of = |filter: StorageLensGroupFilter| {
            let group = StorageLensGroup { name: "g".into(), filter, storage_lens_group_arn: None };
            check(&group).is_ok()
        };
        let sized = |match_object_size| StorageLensGroupFilter {
            match_object_size,
            ..StorageLensGroupFilter::default()
        };
        assert!(of(prefix("a")));
        assert!(!of(StorageLensGroupFilter::default()));
        assert!(!of(StorageLensGroupFilter {
            match_any_prefix: Some(Vec::new()),
            ..StorageLensGroupFilter::default()
        }));
        assert!(!of(StorageLensGroupFilter { match_object_age: older(1), ..prefix("a") }));
        assert!(of(sized(size(Some(1), Some(2)))));
        assert!(!of(sized(size(Some(2), Some(1)))));
        assert!(!of(sized(size(None, None))));
        assert!(!of(StorageLensGroupFilter {
            and: Some(StorageLensGroupAndOperator {
                match_any_prefix: Some(vec!["a".into()]),
                ..StorageLensGroupAndOperator::default()
            }),
            ..StorageLensGroupFilter::default()
        }));
    }
}
