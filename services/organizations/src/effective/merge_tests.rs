//! The worked examples of AWS's documentation, and what they leave open.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/inheritance-examples.html>

use super::*;

/// Policy A, at the root: two values of a cost centre.
const A: &str = r#"{"tags":{"costcenter":{"tag_key":{"@@assign":"CostCenter"},
    "tag_value":{"@@assign":["Development","Support"]}}}}"#;
/// Policy B, at a unit: overwrites the values.
const B: &str = r#"{"tags":{"costcenter":{"tag_key":{"@@assign":"CostCenter"},
    "tag_value":{"@@assign":["Sandbox"]},"enforced_for":{"@@assign":["redshift:*","dynamodb:table"]}}}}"#;
/// Policy C, at a unit: adds to them.
const C: &str = r#"{"tags":{"costcenter":{"tag_key":{"@@assign":"CostCenter"},
    "tag_value":{"@@append":["Marketing"]},"enforced_for":{"@@append":["redshift:*","dynamodb:table"]}}}}"#;
/// Policy D, at an account: takes away from them.
const D: &str = r#"{"tags":{"costcenter":{"tag_key":{"@@assign":"CostCenter"},
    "tag_value":{"@@remove":["Development","Marketing"]},
    "enforced_for":{"@@remove":["redshift:*","dynamodb:table"]}}}}"#;
/// Policy E, at the root: restricts its children.
const E: &str = r#"{"tags":{"project":{
    "tag_key":{"@@operators_allowed_for_child_policies":["@@none"],"@@assign":"Project"},
    "tag_value":{"@@operators_allowed_for_child_policies":["@@append"],"@@assign":["Maintenance","Escalations"]}}}}"#;
/// Policy F, at a unit: may append, may not rename.
const F: &str = r#"{"tags":{"project":{"tag_key":{"@@assign":"PROJECT"},
    "tag_value":{"@@append":["Escalations - research"]}}}}"#;
/// Policies G and H, both at the root: children may do what both allow.
const G: &str = r#"{"tags":{"project":{"tag_value":{
    "@@operators_allowed_for_child_policies":["@@append"],"@@assign":["Maintenance"]}}}}"#;
const H: &str = r#"{"tags":{"project":{"tag_value":{
    "@@operators_allowed_for_child_policies":["@@append","@@remove"]}}}}"#;
const CHILD_OF_GH: &str = r#"{"tags":{"project":{"tag_value":{
    "@@append":["New"],"@@remove":["Maintenance"]}}}}"#;
/// Policies J and K, both at the root.
const J: &str = r#"{"tags":{"project":{"tag_key":{"@@assign":"PROJECT"},"tag_value":{"@@append":["Maintenance"]}}}}"#;
const K: &str = r#"{"tags":{"project":{"tag_key":{"@@assign":"project"}}}}"#;
/// Opt-out for all services, locked in each place.
const LOCKED: &str = r#"{"services":{"@@operators_allowed_for_child_policies":["@@none"],"default":{
    "@@operators_allowed_for_child_policies":["@@none"],"opt_out_policy":{
    "@@operators_allowed_for_child_policies":["@@none"],"@@assign":"optOut"}}}}"#;
const OPENS: &str = r#"{"services":{"default":{"opt_out_policy":{
    "@@operators_allowed_for_child_policies":["@@all"],"@@assign":"optIn"}},
    "lex":{"opt_out_policy":{"@@assign":"optIn"}}}}"#;

fn effective(levels: &[&[&str]]) -> String {
    let parse = |text: &&str| Part::parse(text).expect("a document");
    let levels: Vec<Vec<Part>> =
        levels.iter().map(|level| level.iter().map(parse).collect()).collect();
    merge(&levels).text()
}

#[test]
fn the_documented_examples() {
    let costcenter = |rest: &str| {
        format!(r#"{{"tags":{{"costcenter":{{"tag_key":"CostCenter","tag_value":{rest}}}}}}}"#)
    };
    let enforced = r#","enforced_for":["redshift:*","dynamodb:table"]"#;
    for (name, levels, outcome) in [
        ("1: overwrite", &[&[A][..], &[B]][..], costcenter(&format!(r#"["Sandbox"]{enforced}"#))),
        (
            "2: append",
            &[&[A], &[C]],
            costcenter(&format!(r#"["Development","Support","Marketing"]{enforced}"#)),
        ),
        ("3: remove", &[&[A], &[C], &[D]], costcenter(r#"["Support"]"#)),
        (
            "4: restrict",
            &[&[E], &[F]],
            concat!(
                r#"{"tags":{"project":{"tag_key":"Project","tag_value":"#,
                r#"["Maintenance","Escalations","Escalations - research"]}}}"#
            )
            .to_owned(),
        ),
        (
            "5: conflicting control",
            &[&[G, H], &[CHILD_OF_GH]],
            r#"{"tags":{"project":{"tag_value":["Maintenance","New"]}}}"#.to_owned(),
        ),
        (
            "6: the first attached counts",
            &[&[J, K]],
            r#"{"tags":{"project":{"tag_key":"PROJECT","tag_value":["Maintenance"]}}}"#.to_owned(),
        ),
        (
            "6 the other way",
            &[&[K, J]],
            r#"{"tags":{"project":{"tag_key":"project","tag_value":["Maintenance"]}}}"#.to_owned(),
        ),
        (
            "locked",
            &[&[LOCKED], &[OPENS]],
            r#"{"services":{"default":{"opt_out_policy":"optOut"}}}"#.to_owned(),
        ),
    ] {
        assert_eq!(effective(levels), outcome, "{name}");
    }
}

#[test]
fn what_the_examples_leave_open() {
    // A level without policies changes nothing.
    assert_eq!(effective(&[&[A], &[], &[]]), effective(&[&[A]]));
    // A control that a parent set is not lifted by a child of it for its own children.
    assert_eq!(effective(&[&[LOCKED], &[OPENS], &[OPENS]]), effective(&[&[LOCKED]]));
    // What is appended twice is there once.
    assert_eq!(effective(&[&[A], &[C], &[C]]), effective(&[&[A], &[C]]));
    // Control operators bind children, not their own level.
    assert_eq!(effective(&[&[E, F]]), effective(&[&[E], &[F]]));
    assert!(effective(&[&[LOCKED, OPENS]]).contains("lex"));
    assert_eq!(effective(&[]), "{}");
}
