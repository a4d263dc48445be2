//! What is made of small models: schema text, types, errors, overrides.

#![allow(clippy::unwrap_used, reason = "a failure to generate is a failure of the test")]

use codegen::{Model, Overrides, from_botocore_str, rust};

const MODEL: &str = r#"{
  "metadata": {"apiVersion": "2020-01-01", "endpointPrefix": "garden", "protocol": "json",
               "jsonVersion": "1.1", "targetPrefix": "Garden", "serviceId": "Garden"},
  "operations": {
    "PlantTree": {"name": "PlantTree", "http": {"method": "POST", "requestUri": "/"},
      "input": {"shape": "PlantTreeRequest"}, "output": {"shape": "PlantTreeResult"},
      "errors": [{"shape": "Frozen"}, {"shape": "Crowded"}]},
    "Rest": {"name": "Rest", "http": {"method": "POST", "requestUri": "/"}}
  },
  "shapes": {
    "PlantTreeRequest": {"type": "structure", "required": ["type", "Leaf"],
      "documentation": "<p>secret words</p>",
      "members": {"type": {"shape": "Kind", "documentation": "secret words"},
        "Leaf": {"shape": "Leaf"}, "Notes": {"shape": "Notes"}}},
    "PlantTreeResult": {"type": "structure", "required": ["Leaf"], "members": {"Leaf": {"shape": "Leaf"},
      "Root": {"shape": "Root"}}},
    "Leaf": {"type": "structure", "required": ["Size"], "members": {"Size": {"shape": "Size"},
      "Next": {"shape": "Leaf"}, "Children": {"shape": "Leaves"}}},
    "Leaves": {"type": "list", "member": {"shape": "Leaf"}},
    "Root": {"type": "structure", "members": {"Depth": {"shape": "Size"}}},
    "Notes": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}, "sparse": true},
    "Kind": {"type": "string", "enum": ["oak", "silver birch"]},
    "Text": {"type": "string", "max": 12, "pattern": "[a-z ]+"},
    "Size": {"type": "integer", "min": 1},
    "Frozen": {"type": "structure", "members": {"message": {"shape": "Text"}}, "exception": true, "fault": true},
    "Crowded": {"type": "structure", "members": {"Message": {"shape": "Text"}, "Near": {"shape": "Leaf"}},
      "exception": true, "error": {"httpStatusCode": 409, "code": "Garden.Crowded"}},
    "Unused": {"type": "string"}
  }
}"#;

fn model() -> Model {
    let mut model = from_botocore_str("garden", MODEL).unwrap();
    model.prune();
    model
}

fn file(model: &Model, path: &str) -> String {
    let files = rust::generate(model, &["PlantTree".to_owned()], &[]).unwrap();
    files.into_iter().find(|file| file.path == path).unwrap().text
}

#[test]
fn the_text_loads_and_says_what_the_model_says() {
    let model = model();
    let service = schema::text::load_owned(model.to_schema_text().unwrap()).unwrap();
    assert_eq!(schema::text::hash_of(service), model.schema_hash());
    assert_eq!(service.operations.len(), 2);
    assert!(service.shape("Unused").is_none());
    let input = service.operation("PlantTree").unwrap().input();
    let names: Vec<&str> = input.members.iter().map(|m| m.name).collect();
    assert_eq!(names, ["type", "Leaf", "Notes"], "the source's order");
    assert!(input.members[2].target().sparse);
    let crowded = service.shape("Crowded").unwrap().error.as_ref().unwrap();
    assert_eq!((crowded.status, crowded.sender, crowded.code), (409, true, "Garden.Crowded"));
}

#[test]
fn documentation_is_not_carried_over() {
    let files = rust::generate(&model(), &["PlantTree".to_owned()], &[]).unwrap();
    assert!(files.iter().all(|file| !file.text.contains("secret")));
}

#[test]
fn fields_are_plain_where_requests_are_checked() {
    let types = file(&model(), "src/types.rs");
    for expected in [
        "pub r#type: String,",
        "pub leaf: Leaf,",
        "pub notes: Option<schema::VecMap<Option<String>>>,",
        // Shared with the input: what is required there is plain.
        "pub size: i32,",
        // Direct recursion is boxed, through a list it is not.
        "pub next: Option<Box<Leaf>>,",
        "pub children: Option<Vec<Leaf>>,",
        // Of the output alone.
        "pub leaf: Option<Leaf>,",
        "pub depth: Option<i32>,",
    ] {
        assert!(types.contains(expected), "{expected} in\n{types}");
    }
    let readers: Vec<&str> = types.lines().filter(|l| l.starts_with("impl ShapeDe for")).collect();
    assert_eq!(readers, ["impl ShapeDe for Leaf {", "impl ShapeDe for PlantTreeRequest {"]);
    // Inputs are written, too: policies look into them.
    assert!(types.contains("impl ShapeSer for PlantTreeRequest"));
}

#[test]
fn errors_have_constructors() {
    let errors = file(&model(), "src/errors.rs");
    for expected in [
        "pub fn frozen(message: impl Into<String>) -> ApiError",
        "ApiError::new(\"Frozen\", 500, message)",
        "pub fn crowded(message: impl Into<String>, mut body: crate::Crowded) -> ApiError",
        ".with_query_code(\"Garden.Crowded\").with_body(body)",
        "body.message = Some(message.clone());",
    ] {
        assert!(errors.contains(expected), "{expected} in\n{errors}");
    }
    let values = file(&model(), "src/values.rs");
    assert!(values.contains("pub const SILVER_BIRCH: &str = \"silver birch\";"), "{values}");
}

#[test]
fn operations_without_shapes_take_and_return_nothing() {
    let files = rust::generate(&model(), &["Rest".to_owned()], &[]).unwrap();
    let operations = &files.iter().find(|f| f.path == "src/operations.rs").unwrap().text;
    assert!(operations.contains("type Input = schema::Empty;"), "{operations}");
    assert!(operations.contains("const INDEX: usize = 1;"));
    let error = rust::generate(&model(), &["Sleep".to_owned()], &[]).unwrap_err();
    assert!(error.to_string().contains("no operation `Sleep`"), "{error}");
}

#[test]
fn overrides_change_the_model_and_fail_when_they_match_nothing() {
    let overrides = Overrides::parse(
        "[shape.Leaf]\nunion = true\n[member]\n\"Notes.key\" = { query = \"Name\" }\n\
         [error]\nFrozen = { status = 503 }\n[service]\nprotocols = [\"awsJson\", \"awsQuery\"]\n",
    );
    let mut changed = model();
    overrides.unwrap().apply(&mut changed).unwrap();
    let types = file(&changed, "src/types.rs");
    assert!(types.contains("pub enum Leaf {") && types.contains("Next(Box<Leaf>),"), "{types}");
    assert!(changed.to_schema_text().unwrap().contains(" key Text query=Name\n"));
    for wrong in [
        "[shape.Bark]\nunion = true",
        "[member]\n\"Leaf.Colour\" = { query = \"x\" }",
        "[error]\nLeaf = { status = 500 }",
        "[error]\nFrozen = { status = 500 }",
        "[member]\n\"Leaf.Size\" = { required = true }",
        "[service]\nprotocols = [\"smoke\"]",
        "[service]\ntyped = [\"Bark\"]",
        "[shapes.Leaf]\nunion = true",
    ] {
        let outcome = Overrides::parse(wrong).and_then(|o| o.apply(&mut model()));
        assert!(outcome.is_err(), "{wrong}");
    }
}

#[test]
fn a_broken_model_is_an_error() {
    for (from, to) in [
        ("\"Leaf\": {\"type\": \"structure\"", "\"Leaf\": {\"type\": \"leaf\""),
        ("\"value\": {\"shape\": \"Text\"}", "\"value\": {\"shape\": \"Texts\"}"),
        ("\"protocol\": \"json\"", "\"protocol\": \"smoke\""),
        ("\"output\": {\"shape\": \"PlantTreeResult\"}", "\"output\": {\"shape\": \"Nothing\"}"),
    ] {
        assert!(MODEL.contains(from), "{from}");
        assert!(from_botocore_str("garden", &MODEL.replace(from, to)).is_err(), "{to}");
    }
}

#[test]
fn every_checked_in_schema_loads() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../gen");
    let mut loaded = 0;
    for entry in std::fs::read_dir(root).unwrap() {
        let folder = entry.unwrap().path();
        let text = std::fs::read_to_string(folder.join("schema.txt")).unwrap();
        let service = schema::text::load_owned(text).unwrap();
        assert_eq!(Some(service.name), folder.file_name().and_then(|name| name.to_str()));
        loaded += 1;
    }
    assert!(loaded > 0);
}
