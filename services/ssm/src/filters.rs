//! Filters of listings: which parameters a request is about.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html>

use gen_ssm::{ParameterStringFilter, ParametersFilter};
use kernel::ApiResult;

use crate::errors;
use crate::name::{self, ParameterKey};
use crate::parameter::{Kind, Parameter};
use crate::tier::Wish;

/// What a filter looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Name,
    Type,
    KeyId,
    Path,
    Label,
    Tier,
    DataType,
    Tag(String),
}

/// How it compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    Equals,
    BeginsWith,
    Contains,
    Recursive,
    OneLevel,
}

/// A filter: any of its values will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) field: Field,
    pub(crate) how: How,
    pub(crate) values: Vec<String>,
}

/// Which operation the filters are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    DescribeParameters,
    GetParametersByPath,
}

impl Field {
    fn parse(key: &str, place: Place) -> ApiResult<Field> {
        let field = match key {
            "Name" => Field::Name,
            "Type" => Field::Type,
            "KeyId" => Field::KeyId,
            "Path" => Field::Path,
            "Label" => Field::Label,
            "Tier" => Field::Tier,
            "DataType" => Field::DataType,
            _ => Field::Tag(key.strip_prefix("tag:").unwrap_or(key).to_owned()),
        };
        let (known, valid) = match place {
            Place::DescribeParameters => {
                (field != Field::Label, "Path, Name, Type, KeyId, Tier, DataType, tag:<tag-key>")
            }
            Place::GetParametersByPath => {
                (matches!(field, Field::Type | Field::KeyId | Field::Label), "Type, KeyId, Label")
            }
        };
        if known { Ok(field) } else { Err(errors::filter_key(key, valid)) }
    }

    fn how(&self, option: Option<&str>) -> ApiResult<How> {
        let (options, words): (&[(&str, How)], _) = match self {
            Field::Path => (
                &[("OneLevel", How::OneLevel), ("Recursive", How::Recursive)],
                "Recursive, OneLevel",
            ),
            Field::Label => (&[("Equals", How::Equals)], "Equals"),
            Field::Name => (
                &[
                    ("Equals", How::Equals),
                    ("BeginsWith", How::BeginsWith),
                    ("Contains", How::Contains),
                ],
                "BeginsWith, Equals, Contains",
            ),
            _ => {
                (&[("Equals", How::Equals), ("BeginsWith", How::BeginsWith)], "BeginsWith, Equals")
            }
        };
        let Some(option) = option else { return Ok(options[0].1) };
        let found = options.iter().find(|(name, _)| *name == option);
        found.map(|(_, how)| *how).ok_or_else(|| errors::filter_option(option, words))
    }

    fn check(&self, how: How, value: &str) -> ApiResult<()> {
        let reserved = |text: &str| {
            let bare = text.trim_start_matches('/');
            bare.get(..3)
                .is_some_and(|p| p.eq_ignore_ascii_case("aws") || p.eq_ignore_ascii_case("ssm"))
        };
        match self {
            Field::Name if value.starts_with("arn:") => Err(errors::arn_not_supported()),
            Field::Path if !is_path(value) => Err(errors::invalid_path()),
            Field::Path if reserved(value) => Err(errors::filter_common_path()),
            Field::Type if how == How::Equals && Kind::parse(value).is_none() => {
                Err(errors::filter_value(value, "String, StringList, SecureString"))
            }
            Field::Tier if how == How::Equals && Wish::parse(value).is_none() => {
                Err(errors::filter_value(value, "Standard, Advanced, Intelligent-Tiering"))
            }
            _ => Ok(()),
        }
    }
}

/// `/`, or a well-formed path, with or without a slash at its end.
pub(crate) fn is_path(text: &str) -> bool {
    text.starts_with('/')
        && (text.len() == 1 || name::is_well_formed(text.strip_suffix('/').unwrap_or(text)))
}

/// A path with its last slash.
pub(crate) fn below(path: &str) -> String {
    format!("{}/", path.strip_suffix('/').unwrap_or(path))
}

/// Reads `ParameterFilters`.
pub(crate) fn parse(given: &[ParameterStringFilter], place: Place) -> ApiResult<Vec<Filter>> {
    let mut filters: Vec<Filter> = Vec::with_capacity(given.len());
    for one in given {
        let field = Field::parse(&one.key, place)?;
        if filters.iter().any(|known| known.field == field) {
            return Err(errors::filter_twice(&one.key));
        }
        let how = field.how(one.option.as_deref())?;
        let values = one.values.clone().unwrap_or_default();
        if values.is_empty() && !matches!(field, Field::Tag(_)) {
            return Err(errors::filter_values_missing(&one.key));
        }
        values.iter().try_for_each(|value| field.check(how, value))?;
        filters.push(Filter { field, how, values });
    }
    Ok(filters)
}

/// Reads the older `Filters`, whose names are beginnings of names.
pub(crate) fn parse_old(given: &[ParametersFilter]) -> ApiResult<Vec<Filter>> {
    let read = |one: &ParametersFilter| {
        let field = Field::parse(&one.key, Place::DescribeParameters)?;
        let how = if field == Field::Name { How::BeginsWith } else { How::Equals };
        Ok(Filter { field, how, values: one.values.clone() })
    };
    given.iter().map(read).collect()
}

impl Filter {
    /// Whether the parameter passes. Labels are looked up by those who filter by them.
    pub(crate) fn matches(&self, parameter: &Parameter) -> bool {
        let meta = &parameter.meta;
        match &self.field {
            Field::Name => {
                let key = ParameterKey::of(&parameter.name);
                self.values.iter().any(|value| match self.how {
                    How::Contains => parameter.name.contains(value.as_str()),
                    _ => self.compares(key.as_str(), ParameterKey::of(value).as_str()),
                })
            }
            Field::Path => {
                let key = ParameterKey::of(&parameter.name);
                self.values.iter().any(|path| self.is_below(key.as_str(), &below(path)))
            }
            Field::Type => self.any(meta.kind.as_str()),
            Field::Tier => self.any(meta.tier.as_str()),
            Field::DataType => self.any(&meta.data_type),
            Field::KeyId => meta.key_id.as_deref().is_some_and(|id| self.any(id)),
            Field::Tag(key) => {
                let tag = parameter.tags.iter().find(|(known, _)| known == key);
                tag.is_some_and(|(_, value)| self.values.is_empty() || self.any(value))
            }
            Field::Label => true,
        }
    }

    fn any(&self, text: &str) -> bool {
        self.values.iter().any(|value| self.compares(text, value))
    }

    fn compares(&self, text: &str, value: &str) -> bool {
        match self.how {
            How::BeginsWith => text.starts_with(value),
            _ => text == value,
        }
    }

    fn is_below(&self, key: &str, path: &str) -> bool {
        let rest = key.strip_prefix(path);
        rest.is_some_and(|rest| self.how == How::Recursive || !rest.contains('/'))
    }
}

/// What all that pass have in common at the beginning of their names: where to look for them.
pub(crate) fn common_beginning(filters: &[Filter]) -> String {
    let one = filters.iter().find_map(|filter| match (&filter.field, filter.how) {
        (Field::Name, How::Equals | How::BeginsWith) if filter.values.len() == 1 => {
            Some(ParameterKey::of(&filter.values[0]).0)
        }
        (Field::Path, _) if filter.values.len() == 1 => Some(below(&filter.values[0])),
        _ => None,
    });
    one.unwrap_or_else(|| "/".to_owned())
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;

    use super::*;
    use crate::parameter::{Meta, Tier};

    fn parameter(name: &str) -> Parameter {
        let meta = Meta {
            kind: Kind::SecureString,
            key_id: Some("alias/aws/ssm".to_owned()),
            modified_at: Timestamp::EPOCH,
            modified_by: String::new(),
            description: None,
            allowed_pattern: None,
            tier: Tier::Standard,
            policies: Vec::new(),
            data_type: "text".to_owned(),
        };
        let tags = vec![("team".to_owned(), "blue".to_owned())];
        Parameter { name: name.to_owned(), version: 1, meta, tags, sharing: None }
    }

    fn filter(key: &str, option: Option<&str>, values: &[&str]) -> ParameterStringFilter {
        ParameterStringFilter {
            key: key.to_owned(),
            option: option.map(str::to_owned),
            values: Some(values.iter().map(|&value| value.to_owned()).collect()),
        }
    }

    #[test]
    fn what_passes() {
        for (key, option, values, passes) in [
            ("Name", None, &["/a/b/c"][..], true),
            ("Name", None, &["/x", "/a/b/c"], true),
            ("Name", None, &["/a/b"], false),
            ("Name", Some("BeginsWith"), &["/a"], true),
            ("Name", Some("BeginsWith"), &["b"], false),
            ("Name", Some("Contains"), &["b/"], true),
            ("Path", None, &["/a"], false),
            ("Path", Some("OneLevel"), &["/a/b"], true),
            ("Path", Some("OneLevel"), &["/a/b/"], true),
            ("Path", Some("Recursive"), &["/a"], true),
            ("Path", Some("Recursive"), &["/"], true),
            ("Path", Some("Recursive"), &["/a/b/c"], false),
            ("Type", None, &["SecureString"], true),
            ("Type", Some("BeginsWith"), &["Sec"], true),
            ("Type", None, &["String"], false),
            ("KeyId", Some("BeginsWith"), &["alias/"], true),
            ("KeyId", None, &["x"], false),
            ("Tier", None, &["Standard"], true),
            ("Tier", None, &["Advanced"], false),
            ("DataType", None, &["text"], true),
            ("tag:team", None, &["blue"], true),
            ("tag:team", Some("BeginsWith"), &["bl"], true),
            ("tag:team", None, &["red"], false),
            ("tag:team", None, &[], true),
            ("tag:other", None, &[], false),
        ] {
            let read = parse(&[filter(key, option, values)], Place::DescribeParameters);
            let read = read.unwrap_or_else(|error| panic!("{key} {option:?}: {error}"));
            assert_eq!(
                read[0].matches(&parameter("/a/b/c")),
                passes,
                "{key} {option:?} {values:?}"
            );
        }
        let slash = parse(&[filter("Name", None, &["/a"])], Place::DescribeParameters);
        assert!(slash.expect("a filter")[0].matches(&parameter("a")));
    }

    #[test]
    fn what_is_refused() {
        use Place::{DescribeParameters, GetParametersByPath};
        for (place, key, option, values, code) in [
            (DescribeParameters, "Label", None, &["x"][..], "InvalidFilterKey"),
            (GetParametersByPath, "Name", None, &["x"], "InvalidFilterKey"),
            (GetParametersByPath, "tag:x", None, &["x"], "InvalidFilterKey"),
            (GetParametersByPath, "Label", Some("BeginsWith"), &["x"], "InvalidFilterOption"),
            (DescribeParameters, "Type", Some("Contains"), &["x"], "InvalidFilterOption"),
            (DescribeParameters, "Path", Some("Equals"), &["/x"], "InvalidFilterOption"),
            (DescribeParameters, "Type", None, &["x"], "InvalidFilterOption"),
            (DescribeParameters, "Tier", None, &["x"], "InvalidFilterOption"),
            (DescribeParameters, "Name", None, &[], "InvalidFilterValue"),
            (DescribeParameters, "Path", None, &["x"], "ValidationException"),
            (DescribeParameters, "Path", None, &["/a//b"], "ValidationException"),
            (DescribeParameters, "Path", None, &["/aws/x"], "ValidationException"),
            (
                DescribeParameters,
                "Name",
                None,
                &["arn:aws:ssm:r:a:parameter/x"],
                "ValidationException",
            ),
        ] {
            let refused = parse(&[filter(key, option, values)], place).expect_err(key);
            assert_eq!(refused.code(), code, "{key} {option:?} {values:?}");
        }
        let twice = [filter("Name", None, &["a"]), filter("Name", None, &["b"])];
        assert!(parse(&twice, DescribeParameters).is_err());
    }

    #[test]
    fn where_to_look() {
        let of = |key, option, values: &[&str]| {
            let read = parse(&[filter(key, option, values)], Place::DescribeParameters);
            common_beginning(&read.expect("a filter"))
        };
        assert_eq!(of("Name", None, &["a"]), "/a");
        assert_eq!(of("Name", Some("Contains"), &["a"]), "/");
        assert_eq!(of("Name", None, &["a", "b"]), "/");
        assert_eq!(of("Path", Some("Recursive"), &["/a/b"]), "/a/b/");
        assert_eq!(of("Type", None, &["String"]), "/");
    }
}
