//! What a filter lets into an export: items of one partition, items that a condition holds for, and of them some attributes. The
//! expressions are those of queries.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Filtered.html>

use gen_dynamodb::FilterSpecification;
use kernel::{ApiError, ApiResult, Cx};
use lang_dynamodb::expression::{Condition, Kind, Projection, key_condition};
use lang_dynamodb::{Item, codec};
use schema::VecMap;
use serde::{Deserialize, Serialize};

use crate::key_range::{self, KeyBounds};
use crate::table::KeySchema;
use crate::tables::{EXPORT_FILTERS, Stored};
use crate::{convert, item_key, parameters};

/// A filter, as a request gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FilterRow {
    filter: Option<String>,
    projection: Option<String>,
    keys: Option<String>,
    names: Option<Vec<(String, String)>>,
    /// Values by their placeholder, stored as an item is.
    values: Option<Stored>,
}

/// The same, understood.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Filter {
    bounds: Option<KeyBounds>,
    condition: Option<Condition>,
    projection: Option<Projection>,
}

impl FilterRow {
    pub(crate) fn of(asked: &FilterSpecification) -> ApiResult<FilterRow> {
        let values = asked.expression_attribute_values.as_ref().map(convert::item).transpose()?;
        let names = asked.expression_attribute_names.as_ref();
        Ok(FilterRow {
            filter: asked.filter_expression.clone(),
            projection: asked.projection_expression.clone(),
            keys: asked.key_condition_expression.clone(),
            names: names.map(|names| {
                names.iter().map(|(key, name)| (key.to_owned(), name.clone())).collect()
            }),
            values: values.map(|values| Stored(codec::encode(&values))),
        })
    }

    pub(crate) fn specification(&self) -> ApiResult<FilterSpecification> {
        let values = self.values.as_ref().map(|values| codec::decode(&values.0)).transpose();
        let names = self.names.as_ref().map(|all| {
            let mut names = VecMap::new();
            all.iter().for_each(|(key, name)| names.insert(key.as_str(), name.clone()));
            names
        });
        Ok(FilterSpecification {
            filter_expression: self.filter.clone(),
            projection_expression: self.projection.clone(),
            key_condition_expression: self.keys.clone(),
            expression_attribute_names: names,
            expression_attribute_values: values.map_err(ApiError::bug)?.map(convert::item_to_wire),
        })
    }
}

/// The filter of the export with this id.
pub(crate) async fn of(cx: &mut Cx<'_>, id: &String) -> ApiResult<Option<FilterSpecification>> {
    let row = cx.get(&EXPORT_FILTERS, id).await?;
    row.map(|row| row.specification()).transpose()
}

impl Filter {
    /// Reads a filter of a table with this key, in the words of Query.
    pub(crate) fn read(asked: &FilterSpecification, key: &KeySchema) -> ApiResult<Filter> {
        let filter = asked.filter_expression.as_deref();
        let projection = asked.projection_expression.as_deref();
        let keys = asked.key_condition_expression.as_deref();
        let mut bindings = parameters::bindings(
            asked.expression_attribute_names.as_ref(),
            asked.expression_attribute_values.as_ref(),
            &[("FilterExpression", filter.is_some()), ("KeyConditionExpression", keys.is_some())],
            projection.is_some(),
        )?;
        let condition = parameters::condition(Kind::Filter, filter, &mut bindings)?;
        let projection = parameters::projection(projection, None, &mut bindings)?;
        let tests = keys.map(|text| key_condition::parse(text, &mut bindings)).transpose();
        let tests = tests.map_err(parameters::refused)?;
        parameters::check_used(&bindings)?;
        if tests.is_some() {
            key_range::check_filter(key, condition.as_ref(), false)?;
        }
        let bounds = tests.map(|tests| key_range::bounds(key, tests)).transpose()?;
        Ok(Filter { bounds, condition, projection })
    }

    /// Whether an item of a table with this key is exported.
    pub(super) fn lets(&self, key: &KeySchema, item: &Item) -> bool {
        let within = self.bounds.as_ref().is_none_or(|bounds| {
            let mut bytes = Vec::with_capacity(64);
            item_key::push_key(&mut bytes, key, item) && bounds.holds(&bytes)
        });
        within && self.condition.as_ref().is_none_or(|condition| condition.holds(item))
    }

    /// What is exported of it.
    pub(super) fn shown(&self, item: Item) -> Item {
        match &self.projection {
            Some(projection) => projection.of(&item),
            None => item,
        }
    }
}

#[cfg(test)]
mod tests {
    use gen_dynamodb::AttributeValue;
    use lang_dynamodb::{Number, Value};

    use super::*;
    use crate::table::{AttributeType, KeyPart};

    fn schema() -> KeySchema {
        let part = |name: &str, kind| vec![KeyPart { name: name.to_owned(), kind }];
        KeySchema { hash: part("pk", AttributeType::S), range: part("sk", AttributeType::N) }
    }

    fn asked(
        filter: Option<&str>,
        keys: Option<&str>,
        projection: Option<&str>,
    ) -> FilterSpecification {
        let used = [filter, keys].into_iter().flatten().any(|text| text.contains(":p"));
        let values = [(":p", AttributeValue::S("a".to_owned()))];
        FilterSpecification {
            filter_expression: filter.map(str::to_owned),
            key_condition_expression: keys.map(str::to_owned),
            projection_expression: projection.map(str::to_owned),
            expression_attribute_names: None,
            expression_attribute_values: used.then(|| values.into_iter().collect()),
        }
    }

    fn item(pk: &str, sk: i64) -> Item {
        let n = Value::N(Number::from_i64(sk));
        [("pk", Value::S(pk.to_owned())), ("sk", n.clone()), ("v", n)].into_iter().collect()
    }

    #[test]
    fn items_are_let_in_by_key_and_by_condition() {
        for (filter, keys, lets) in [
            (None, None, [true, true]),
            (None, Some("pk = :p"), [true, false]),
            (Some("pk = :p"), None, [true, false]),
            (Some("attribute_not_exists(v)"), Some("pk = :p"), [false, false]),
            (Some("attribute_exists(v)"), None, [true, true]),
        ] {
            let asked = asked(filter, keys, None);
            let read = Filter::read(&asked, &schema()).expect("read");
            let found = ["a", "b"].map(|pk| read.lets(&schema(), &item(pk, 1)));
            assert_eq!(found, lets, "{filter:?} {keys:?}");
            let kept = FilterRow::of(&asked).and_then(|row| row.specification());
            assert_eq!(kept.expect("kept"), asked);
        }
        let read = Filter::read(&asked(None, None, Some("v, pk")), &schema()).expect("read");
        assert_eq!(read.shown(item("a", 1)).len(), 2);
    }

    #[test]
    fn what_is_refused() {
        for (filter, keys, what) in [
            (Some("sk = :p"), Some("pk = :p"), "Primary key attribute: sk"),
            (None, Some("sk = :p"), "Query condition missed key schema element: pk"),
            (None, Some("pk <> :p"), "Invalid operator used in KeyConditionExpression: <>"),
            (Some("v ="), None, "Invalid FilterExpression: Syntax error"),
        ] {
            let error = Filter::read(&asked(filter, keys, None), &schema()).expect_err("refused");
            let message = error.message().unwrap_or_default();
            assert!(message.contains(what), "{filter:?} {keys:?}: {message}");
        }
    }
}
