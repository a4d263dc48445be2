//! Names of condition operators: qualifier, test and `IfExists`.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::cmp::Ordering;
use std::fmt;

/// An operator, such as `ForAllValues:StringLikeIfExists`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConditionOperator {
    /// The set operator before the colon.
    pub qualifier: Qualifier,
    pub(crate) test: Test,
    /// An absent key makes the condition hold.
    pub if_exists: bool,
}

/// A set operator: how several values of the request are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qualifier {
    /// None: one value that matches will do.
    None,
    /// Every value has to match; holds without values.
    ForAllValues,
    /// One value has to match; does not hold without values.
    ForAnyValue,
}

/// What is compared, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    StringEquals,
    StringNotEquals,
    StringEqualsIgnoreCase,
    StringNotEqualsIgnoreCase,
    StringLike,
    StringNotLike,
    ArnEquals,
    ArnNotEquals,
    ArnLike,
    ArnNotLike,
    Number(Order),
    Date(Order),
    Bool,
    BinaryEquals,
    IpAddress,
    NotIpAddress,
    Null,
}

/// The six comparisons of numbers and dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Equals,
    NotEquals,
    LessThan,
    LessThanEquals,
    GreaterThan,
    GreaterThanEquals,
}

const ORDERS: [(&str, Order); 6] = [
    ("Equals", Order::Equals),
    ("NotEquals", Order::NotEquals),
    ("LessThan", Order::LessThan),
    ("LessThanEquals", Order::LessThanEquals),
    ("GreaterThan", Order::GreaterThan),
    ("GreaterThanEquals", Order::GreaterThanEquals),
];

const TESTS: [(&str, Test); 15] = [
    ("StringEquals", Test::StringEquals),
    ("StringNotEquals", Test::StringNotEquals),
    ("StringEqualsIgnoreCase", Test::StringEqualsIgnoreCase),
    ("StringNotEqualsIgnoreCase", Test::StringNotEqualsIgnoreCase),
    ("StringLike", Test::StringLike),
    ("StringNotLike", Test::StringNotLike),
    ("ArnEquals", Test::ArnEquals),
    ("ArnNotEquals", Test::ArnNotEquals),
    ("ArnLike", Test::ArnLike),
    ("ArnNotLike", Test::ArnNotLike),
    ("Bool", Test::Bool),
    ("BinaryEquals", Test::BinaryEquals),
    ("IpAddress", Test::IpAddress),
    ("NotIpAddress", Test::NotIpAddress),
    ("Null", Test::Null),
];

impl ConditionOperator {
    /// Reads an operator's name, in any case.
    pub fn parse(name: &str) -> Option<ConditionOperator> {
        let (qualifier, rest) = match name.split_once(':') {
            None => (Qualifier::None, name),
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAllValues") => {
                (Qualifier::ForAllValues, rest)
            }
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAnyValue") => {
                (Qualifier::ForAnyValue, rest)
            }
            Some(_) => return None,
        };
        let (rest, if_exists) = match without_suffix(rest, "IfExists") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let test = Test::parse(rest)?;
        // Null asks whether the key exists: it takes no IfExists.
        let sensible = test != Test::Null || !if_exists;
        sensible.then_some(ConditionOperator { qualifier, test, if_exists })
    }
}

impl fmt::Display for ConditionOperator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.qualifier {
            Qualifier::None => "",
            Qualifier::ForAllValues => "ForAllValues:",
            Qualifier::ForAnyValue => "ForAnyValue:",
        })?;
        let order_name = |order| ORDERS.iter().find(|(_, o)| *o == order).map_or("", |(n, _)| n);
        match self.test {
            Test::Number(order) => write!(f, "Numeric{}", order_name(order))?,
            Test::Date(order) => write!(f, "Date{}", order_name(order))?,
            test => f.write_str(TESTS.iter().find(|(_, t)| *t == test).map_or("", |(n, _)| n))?,
        }
        f.write_str(if self.if_exists { "IfExists" } else { "" })
    }
}

impl Test {
    fn parse(name: &str) -> Option<Test> {
        let order = |rest: &str| {
            ORDERS.iter().find(|(name, _)| name.eq_ignore_ascii_case(rest)).map(|(_, order)| *order)
        };
        if let Some(rest) = without_prefix(name, "Numeric") {
            return order(rest).map(Test::Number);
        }
        if let Some(rest) = without_prefix(name, "Date") {
            return order(rest).map(Test::Date);
        }
        TESTS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, test)| *test)
    }

    /// Whether the test holds when nothing matches.
    pub(crate) fn negated(self) -> bool {
        matches!(
            self,
            Test::StringNotEquals
                | Test::StringNotEqualsIgnoreCase
                | Test::StringNotLike
                | Test::ArnNotEquals
                | Test::ArnNotLike
                | Test::NotIpAddress
                | Test::Number(Order::NotEquals)
                | Test::Date(Order::NotEquals)
        )
    }

    /// Compares the request's value with the policy's, negation aside.
    pub(crate) fn orders<T: PartialOrd>(self, have: &T, want: &T) -> bool {
        let (Test::Number(order) | Test::Date(order)) = self else { return false };
        have.partial_cmp(want).is_some_and(|found| match order {
            Order::Equals | Order::NotEquals => found == Ordering::Equal,
            Order::LessThan => found == Ordering::Less,
            Order::LessThanEquals => found != Ordering::Greater,
            Order::GreaterThan => found == Ordering::Greater,
            Order::GreaterThanEquals => found != Ordering::Less,
        })
    }
}

fn without_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

fn without_suffix<'t>(text: &'t str, suffix: &str) -> Option<&'t str> {
    let cut = text.len().checked_sub(suffix.len())?;
    let tail = text.get(cut..)?;
    tail.eq_ignore_ascii_case(suffix).then(|| &text[..cut])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_in_any_case_and_written_back() {
        let mut names: Vec<String> = TESTS.iter().map(|(name, _)| (*name).to_owned()).collect();
        for (order, _) in ORDERS {
            names.push(format!("Numeric{order}"));
            names.push(format!("Date{order}"));
        }
        assert_eq!(names.len(), 27);
        for name in names {
            for qualifier in ["", "ForAllValues:", "ForAnyValue:"] {
                for suffix in ["", "IfExists"] {
                    let full = format!("{qualifier}{name}{suffix}");
                    let read = ConditionOperator::parse(&full);
                    if name == "Null" && suffix == "IfExists" {
                        assert_eq!(read, None);
                        continue;
                    }
                    assert_eq!(read.map(|o| o.to_string()), Some(full.clone()));
                    assert_eq!(ConditionOperator::parse(&full.to_ascii_uppercase()), read);
                }
            }
        }
    }

    #[test]
    fn other_names_are_refused() {
        for name in [
            "",
            "StringEqual",
            "ForAll:StringEquals",
            "IfExists",
            "Numeric",
            "StringEqualsIfExist",
            "é",
        ] {
            assert_eq!(ConditionOperator::parse(name), None, "{name}");
        }
    }
}
