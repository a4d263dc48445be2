//! Filters of listings: names, tags, regions and services match by how they begin; descriptions, and the filter `all`,
//! by how their words begin, whatever the case. A value that begins with `!` shuts out what it matches.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_search-secret.html>

use gen_secretsmanager::Filter;
use gen_secretsmanager::values::filter_name_string_type as keys;
use kernel::{ApiResult, Region};

use crate::errors;
use crate::secret::Secret;

/// Filters; all have to hold.
pub(crate) struct Filters(Vec<One>);

struct One {
    attribute: Attribute,
    /// One of these has to match, if there are any.
    wanted: Vec<Text>,
    /// None of these may.
    unwanted: Vec<Text>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Attribute {
    Description,
    Name,
    TagKey,
    TagValue,
    PrimaryRegion,
    OwningService,
    All,
}

/// A value of a filter, and its words in lower case.
struct Text {
    whole: String,
    words: Vec<String>,
}

impl Filters {
    pub(crate) fn parse(filters: Option<&[Filter]>) -> ApiResult<Filters> {
        filters.unwrap_or_default().iter().map(One::parse).collect::<ApiResult<_>>().map(Filters)
    }

    /// Whether the listing has this secret, which is in `region`.
    pub(crate) fn have(&self, secret: &Secret, region: &Region) -> bool {
        self.0.iter().all(|one| one.has(secret, region))
    }
}

impl One {
    fn parse(filter: &Filter) -> ApiResult<One> {
        let attribute = match filter.key.as_deref() {
            Some(keys::DESCRIPTION) => Attribute::Description,
            Some(keys::NAME) => Attribute::Name,
            Some(keys::TAG_KEY) => Attribute::TagKey,
            Some(keys::TAG_VALUE) => Attribute::TagValue,
            Some(keys::PRIMARY_REGION) => Attribute::PrimaryRegion,
            Some(keys::OWNING_SERVICE) => Attribute::OwningService,
            Some(keys::ALL) => Attribute::All,
            _ => return Err(errors::invalid_parameter("A filter has no valid key.")),
        };
        let values = filter.values.as_deref().unwrap_or_default();
        if values.is_empty() {
            return Err(errors::invalid_parameter("A filter has no values."));
        }
        let (unwanted, wanted): (Vec<&String>, Vec<&String>) =
            values.iter().partition(|value| value.starts_with('!'));
        Ok(One {
            attribute,
            wanted: wanted.into_iter().map(|value| Text::of(value)).collect(),
            unwanted: unwanted.into_iter().map(|value| Text::of(&value[1..])).collect(),
        })
    }

    fn has(&self, secret: &Secret, region: &Region) -> bool {
        let matches = |text: &Text| self.attribute.matches(text, secret, region);
        (self.wanted.is_empty() || self.wanted.iter().any(matches))
            && !self.unwanted.iter().any(matches)
    }
}

impl Text {
    fn of(value: &str) -> Text {
        let words = value.split_whitespace().map(str::to_lowercase).collect();
        Text { whole: value.to_owned(), words }
    }
}

impl Attribute {
    fn matches(self, text: &Text, secret: &Secret, region: &Region) -> bool {
        let begins = |value: &str| value.starts_with(&text.whole);
        let tags = secret.tags.as_deref().unwrap_or_default();
        match self {
            Attribute::Name => begins(secret.name.as_str()),
            Attribute::TagKey => tags.iter().any(|(key, _)| begins(key)),
            Attribute::TagValue => tags.iter().any(|(_, value)| begins(value)),
            Attribute::PrimaryRegion => primary_region(secret, region).is_some_and(begins),
            // No service of this cloud owns secrets.
            Attribute::OwningService => false,
            Attribute::Description => {
                let words = words_of(secret.description.as_deref().unwrap_or_default());
                text.words.iter().all(|word| has_word(&words, word))
            }
            Attribute::All => {
                let mut words = words_of(secret.name.as_str());
                words.extend(words_of(secret.description.as_deref().unwrap_or_default()));
                for (key, value) in tags {
                    words.extend(words_of(key));
                    words.extend(words_of(value));
                }
                words.extend(primary_region(secret, region).map(str::to_lowercase));
                text.words.iter().all(|word| has_word(&words, word))
            }
        }
    }
}

/// The region of the primary, of secrets that are replicated.
pub(crate) fn primary_region<'s>(secret: &'s Secret, region: &'s Region) -> Option<&'s str> {
    let own = (!secret.replicas.is_empty()).then_some(region);
    secret.primary_region.as_ref().or(own).map(Region::as_str)
}

/// A text in lower case: as words between spaces, each also from every letter on that follows a sign.
fn words_of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let word = word.to_lowercase();
        let mut after_sign = false;
        for (at, c) in word.char_indices() {
            if after_sign && c.is_alphanumeric() {
                words.push(word[at..].to_owned());
            }
            after_sign = !c.is_alphanumeric();
        }
        words.push(word);
    }
    words
}

fn has_word(words: &[String], wanted: &str) -> bool {
    words.iter().any(|word| word.starts_with(wanted))
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;

    use super::*;
    use crate::name::SecretName;

    fn secret(name: &str, description: &str, tags: &[(&str, &str)]) -> Secret {
        let own = |text: &str| text.to_owned();
        Secret {
            name: SecretName::parse(name).expect("a name"),
            suffix: own("AbCdEf"),
            created_with: String::new(),
            description: Some(own(description)),
            kms_key: None,
            created_at: Timestamp::EPOCH,
            changed_at: Timestamp::EPOCH,
            value_changed_at: Timestamp::EPOCH,
            accessed_on: None,
            deletion: None,
            tags: Some(tags.iter().map(|(k, v)| (own(k), own(v))).collect()),
            policy: None,
            versions: Vec::new(),
            rotation: None,
            replicas: Vec::new(),
            primary_region: Region::parse("eu-west-1"),
            primary_abroad: None,
            replica_abroad: None,
            trying: None,
        }
    }

    /// Filters, each a key and its values.
    type Given<'a> = &'a [(&'a str, &'a [&'a str])];

    #[test]
    fn what_matches() {
        let region = Region::default_region();
        let all = [
            secret("testing1/one", "a secret", &[("Team", "Red Ones")]),
            secret("/testing2/two", "an secret", &[("team", "blue")]),
            secret("testing3/three", "asecret", &[]),
            secret("/testing4/four", "thesecret", &[("env", "prod/eu")]),
        ];
        let cases: [(Given<'_>, &[usize]); 24] = [
            // Recorded.
            (&[("name", &["/"])], &[1, 3]),
            (&[("name", &["!/"])], &[0, 2]),
            (&[("name", &["testing1 one"])], &[]),
            (&[("description", &["a"])], &[0, 1, 2]),
            (&[("description", &["!a"])], &[3]),
            (&[("description", &["a secret"])], &[0, 1]),
            (&[("description", &["a"]), ("name", &["secret"])], &[]),
            (&[("description", &["a"]), ("name", &["an"])], &[]),
            (&[("description", &["!c"])], &[0, 1, 2, 3]),
            // Documented: case counts for all but descriptions and the filter all.
            (&[("name", &["Testing1"])], &[]),
            (&[("description", &["A SECRET"])], &[0, 1]),
            (&[("tag-key", &["Te"])], &[0]),
            (&[("tag-key", &["te", "en"])], &[1, 3]),
            (&[("tag-value", &["Red O"])], &[0]),
            (&[("tag-value", &["red"])], &[]),
            (&[("tag-value", &["!b", "!p"])], &[0, 2]),
            (&[("primary-region", &["eu-"])], &[0, 1, 2, 3]),
            (&[("primary-region", &["us-"])], &[]),
            (&[("owning-service", &["rds"])], &[]),
            (&[("all", &["TESTING"])], &[0, 1, 2, 3]),
            (&[("all", &["three"])], &[2]),
            (&[("all", &["red one"])], &[0]),
            (&[("all", &["eu prod"])], &[3]),
            (&[("name", &["t", "!testing3"])], &[0]),
        ];
        for (filters, expected) in cases {
            let given: Vec<Filter> = filters
                .iter()
                .map(|(key, values)| Filter {
                    key: Some((*key).to_owned()),
                    values: Some(values.iter().map(|v| (*v).to_owned()).collect()),
                })
                .collect();
            let parsed = Filters::parse(Some(&given)).expect("filters");
            let found: Vec<usize> = (0..4).filter(|i| parsed.have(&all[*i], &region)).collect();
            assert_eq!(found, expected, "{filters:?}");
        }
    }

    #[test]
    fn filters_say_what_they_look_for() {
        for filter in [
            Filter { key: None, values: Some(vec!["x".to_owned()]) },
            Filter { key: Some("name".to_owned()), values: None },
            Filter { key: Some("name".to_owned()), values: Some(Vec::new()) },
        ] {
            assert!(Filters::parse(Some(&[filter])).is_err());
        }
    }
}
