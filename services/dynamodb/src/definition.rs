//! What a table may be made of: the rules of CreateTable, which restores and replicas keep as well. Pure: each rule
//! takes the request's own types and answers in AWS's words.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>

pub(crate) mod indexes;
pub(crate) mod keys;
pub(crate) mod settings;
pub(crate) mod throughput;
pub(crate) mod vectors;

use gen_dynamodb::CreateTableInput;
use kernel::ApiResult;

use crate::errors;

/// Checks all of a CreateTable request, in the order in which AWS looks.
pub(crate) fn check(input: &CreateTableInput) -> ApiResult<()> {
    let schema = input.key_schema.as_deref().ok_or_else(|| errors::member_is_null("keySchema"))?;
    let definitions = input.attribute_definitions.as_deref();
    let definitions = definitions.ok_or_else(|| errors::member_is_null("attributeDefinitions"))?;
    let local = input.local_secondary_indexes.as_deref();
    let global = input.global_secondary_indexes.as_deref();
    let vectors = input.vector_indexes.as_deref();
    let billing = throughput::check_table(input)?;
    keys::check_definitions(definitions)?;
    keys::check_table(schema, definitions)?;
    let indexed = indexes::key_schemas(local, global);
    for keys in &indexed {
        keys::check_defined(keys, definitions)?;
    }
    vectors::check_defined(vectors.unwrap_or_default(), definitions)?;
    let searched = vectors::searched(vectors.unwrap_or_default());
    let has_indexes = local.is_some() || global.is_some() || vectors.is_some();
    keys::check_all_used(schema, &indexed, &searched, definitions, has_indexes)?;
    let named = indexes::check(schema, local, global, billing)?;
    if let Some(vectors) = vectors {
        vectors::check(schema, vectors, named, billing)?;
    }
    settings::check_stream_at_creation(input.stream_specification.as_ref())?;
    settings::check_encryption(input.sse_specification.as_ref())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use gen_dynamodb::{
        AttributeDefinition, CreateTableInput, GlobalSecondaryIndex, KeySchemaElement,
        LocalSecondaryIndex, OnDemandThroughput, Projection, ProvisionedThroughput,
        StreamSpecification, WarmThroughput,
    };

    use super::check;

    fn definitions(text: &str) -> Option<Vec<AttributeDefinition>> {
        let one = |pair: &str| {
            let (name, kind) = pair.split_once(':').expect("name:type");
            AttributeDefinition { attribute_name: name.into(), attribute_type: kind.into() }
        };
        Some(text.split_whitespace().map(one).collect())
    }

    fn keys(text: &str) -> Vec<KeySchemaElement> {
        let one = |pair: &str| {
            let (name, kind) = pair.split_once(':').expect("name:type");
            let key_type = if kind == "H" { "HASH" } else { "RANGE" };
            KeySchemaElement { attribute_name: name.into(), key_type: key_type.into() }
        };
        text.split_whitespace().map(one).collect()
    }

    fn all() -> Projection {
        Projection { projection_type: Some("ALL".into()), non_key_attributes: None }
    }

    fn units(read: i64, write: i64) -> Option<ProvisionedThroughput> {
        Some(ProvisionedThroughput { read_capacity_units: read, write_capacity_units: write })
    }

    fn global(name: &str, schema: &str) -> GlobalSecondaryIndex {
        GlobalSecondaryIndex {
            index_name: name.into(),
            key_schema: keys(schema),
            projection: all(),
            ..GlobalSecondaryIndex::default()
        }
    }

    fn local(name: &str, schema: &str) -> LocalSecondaryIndex {
        LocalSecondaryIndex { index_name: name.into(), key_schema: keys(schema), projection: all() }
    }

    fn table(attributes: &str, schema: &str) -> CreateTableInput {
        CreateTableInput {
            table_name: "t".into(),
            attribute_definitions: definitions(attributes),
            key_schema: Some(keys(schema)),
            billing_mode: Some("PAY_PER_REQUEST".into()),
            ..CreateTableInput::default()
        }
    }

    fn refusal(input: &CreateTableInput) -> String {
        let error = check(input).expect_err("refused");
        assert_eq!((error.code(), error.status()), ("ValidationException", 400));
        let message = error.message().unwrap_or_default();
        message
            .strip_prefix("One or more parameter values were invalid: ")
            .unwrap_or(message)
            .into()
    }

    #[test]
    fn keys_of_tables() {
        check(&table("p:S", "p:H")).expect("a hash key");
        check(&table("p:S s:N", "p:H s:R")).expect("both keys");
        for (attributes, schema, message) in [
            ("p:S", "p:R", "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"),
            (
                "p:S s:S",
                "p:H s:H",
                "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type",
            ),
            (
                "p:S",
                "p:H p:R",
                "Both the Hash Key and the Range Key element in the KeySchema have the same name",
            ),
            ("p:S p:N", "p:H", "Attribute Name is duplicated: p"),
            ("", "p:H", "Invalid KeySchema: Some index key attribute have no definition"),
            (
                "a:S",
                "p:H",
                "Some index key attributes are not defined in AttributeDefinitions. Keys: [p], \
                 AttributeDefinitions: [a]",
            ),
            (
                "p:S x:S",
                "p:H",
                "Number of attributes in KeySchema does not exactly match number of attributes defined in \
                 AttributeDefinitions",
            ),
            (
                "p:S s:S t:S",
                "p:H s:R t:R",
                "1 validation error detected: Value '[KeySchemaElement(attributeName=p, keyType=HASH), \
                 KeySchemaElement(attributeName=s, keyType=RANGE), KeySchemaElement(attributeName=t, \
                 keyType=RANGE)]' at 'keySchema' failed to satisfy constraint: Member must have length less \
                 than or equal to 2",
            ),
        ] {
            assert_eq!(refusal(&table(attributes, schema)), message);
        }
    }

    #[test]
    fn global_indexes() {
        let with = |attributes: &str, indexes: Vec<GlobalSecondaryIndex>| CreateTableInput {
            global_secondary_indexes: Some(indexes),
            ..table(attributes, "p:H")
        };
        let four = "p:S a:S b:S c:S d:S";
        check(&with("p:S a:S", vec![global("one", "a:H p:R")])).expect("a good index");
        check(&with(four, vec![global("one", "a:H b:H c:R d:R")]))
            .expect("keys of several attributes");
        for (input, message) in [
            (with("p:S", vec![]), "List of GlobalSecondaryIndexes is empty"),
            (
                with("p:S a:S b:S", vec![global("one", "a:H")]),
                "Some AttributeDefinitions are not used. AttributeDefinitions: [p, a, b], keys used: [p, a]",
            ),
            (
                with("p:S", vec![global("one", "p:H"), global("one", "p:H")]),
                "Duplicate index name: one",
            ),
            (
                with("p:S a:S", vec![global("one", "p:R a:H")]),
                "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
            ),
            (
                with("p:S a:S b:S", vec![global("one", "p:H a:R b:H")]),
                "All HASH key attributes must precede RANGE key attributes in the KeySchema",
            ),
            (
                with("p:S a:S b:S c:S d:S", vec![global("one", "p:H a:H b:H c:H d:H")]),
                "The KeySchema exceeds the maximum allowed number of HASH key attributes",
            ),
            (
                with("p:S", (0..21).map(|n| global(&format!("i{n:02}"), "p:H")).collect()),
                "GlobalSecondaryIndex count exceeds the per-table limit of 20",
            ),
        ] {
            assert_eq!(refusal(&input), message);
        }
    }

    #[test]
    fn local_indexes() {
        let with = |indexes: Vec<LocalSecondaryIndex>| CreateTableInput {
            local_secondary_indexes: Some(indexes),
            ..table("p:S s:S l:S", "p:H s:R")
        };
        check(&with(vec![local("one", "p:H l:R")])).expect("a good index");
        let many = (0..6).map(|n| local(&format!("i{n:02}"), "p:H l:R")).collect();
        for (input, message) in [
            (
                CreateTableInput {
                    local_secondary_indexes: Some(vec![local("one", "p:H l:R")]),
                    ..table("p:S l:S", "p:H")
                },
                "Table KeySchema does not have a range key, which is required when specifying a \
                 LocalSecondaryIndex",
            ),
            (
                with(vec![local("one", "s:H l:R")]),
                "Index KeySchema does not have the same leading hash key as table KeySchema for index: one. index \
                 hash key: s, table hash key: p",
            ),
            (
                CreateTableInput {
                    local_secondary_indexes: Some(vec![local("one", "p:H")]),
                    ..table("p:S s:S", "p:H s:R")
                },
                "Index KeySchema does not have a range key for index: one",
            ),
            (with(many), "Number of LocalSecondaryIndexes exceeds per-table limit of 5"),
        ] {
            assert_eq!(refusal(&input), message);
        }
    }

    #[test]
    fn projections() {
        let with = |kind: Option<&str>, names: Option<&[&str]>| {
            let names = names.map(|names| names.iter().map(|n| (*n).to_owned()).collect());
            let projection =
                Projection { projection_type: kind.map(str::to_owned), non_key_attributes: names };
            let index = GlobalSecondaryIndex { projection, ..global("one", "p:H") };
            CreateTableInput { global_secondary_indexes: Some(vec![index]), ..table("p:S", "p:H") }
        };
        check(&with(Some("INCLUDE"), Some(&["p", "x"]))).expect("keys can be named");
        check(&with(Some("KEYS_ONLY"), None)).expect("keys only");
        for (kind, names, message) in [
            (None, None, "Unknown ProjectionType: null"),
            (
                Some("INCLUDE"),
                None,
                "ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
            ),
            (
                Some("ALL"),
                Some(&["x"][..]),
                "ProjectionType is ALL, but NonKeyAttributes is specified",
            ),
            (
                Some("KEYS_ONLY"),
                Some(&["x"]),
                "ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified",
            ),
            (Some("INCLUDE"), Some(&["x", "x"]), "Duplicate element in NonKeyAttributes: x"),
        ] {
            assert_eq!(refusal(&with(kind, names)), message);
        }
    }

    #[test]
    fn throughput() {
        let base = || table("p:S", "p:H");
        let provisioned = |throughput| CreateTableInput {
            billing_mode: None,
            provisioned_throughput: throughput,
            ..base()
        };
        let index = |throughput| GlobalSecondaryIndex {
            provisioned_throughput: throughput,
            ..global("one", "p:H")
        };
        check(&provisioned(units(5, 5))).expect("provisioned");
        let demand = |read| {
            Some(OnDemandThroughput {
                max_read_request_units: Some(read),
                max_write_request_units: None,
            })
        };
        for (input, message) in [
            (
                provisioned(None),
                "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
            ),
            (
                CreateTableInput { provisioned_throughput: units(1, 1), ..base() },
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is \
                 PAY_PER_REQUEST",
            ),
            (
                CreateTableInput {
                    global_secondary_indexes: Some(vec![index(units(1, 1))]),
                    ..base()
                },
                "ProvisionedThroughput should not be specified for index: one when BillingMode is PAY_PER_REQUEST",
            ),
            (
                CreateTableInput {
                    global_secondary_indexes: Some(vec![index(None)]),
                    ..provisioned(units(1, 1))
                },
                "ProvisionedThroughput is not specified for index: one",
            ),
            (
                CreateTableInput { on_demand_throughput: demand(9), ..provisioned(units(1, 1)) },
                "MaxReadRequestUnits for OnDemandThroughput cannot be specified when table BillingMode is \
                 PROVISIONED.",
            ),
            (
                CreateTableInput { on_demand_throughput: demand(0), ..base() },
                "Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range",
            ),
            (
                CreateTableInput {
                    warm_throughput: Some(WarmThroughput {
                        read_units_per_second: Some(4),
                        write_units_per_second: None,
                    }),
                    ..provisioned(units(5, 5))
                },
                "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than ReadCapacityUnits of \
                 ProvisionedThroughput",
            ),
        ] {
            assert_eq!(refusal(&input), message);
        }
    }

    #[test]
    fn streams() {
        let with = |enabled, view: Option<&str>| CreateTableInput {
            stream_specification: Some(StreamSpecification {
                stream_enabled: enabled,
                stream_view_type: view.map(str::to_owned),
            }),
            ..table("p:S", "p:H")
        };
        check(&with(true, Some("KEYS_ONLY"))).expect("a stream");
        check(&with(false, None)).expect("none");
        assert_eq!(
            refusal(&with(true, None)),
            "Table is being created with a stream enabled, UpdateViewType is required"
        );
        assert_eq!(
            refusal(&with(false, Some("KEYS_ONLY"))),
            "Table is being created with a stream disabled, UpdateViewType should not be specified"
        );
    }
}
