//! Every protocol case of the published suites yields a service that loads. Skipped when the suites are not there.

use std::path::Path;

#[test]
fn every_case_yields_a_service() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases");
    let mut cases = 0;
    for folder in ["botocore-input", "botocore-output"] {
        let Ok(files) = std::fs::read_dir(root.join(folder)) else { return };
        for file in files {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let suites: serde_json::Value = serde_json::from_str(&text).unwrap();
            for suite in suites.as_array().unwrap() {
                for case in suite["cases"].as_array().unwrap() {
                    let service = codegen::service_for_case(suite, case).unwrap();
                    let name = case["given"]["name"].as_str().unwrap();
                    let op = service.operation(name).unwrap();
                    assert_eq!(op.has_output, case["given"]["output"].is_object());
                    assert_eq!(
                        op.errors.len(),
                        case["given"]["errors"].as_array().map_or(0, Vec::len)
                    );
                    cases += 1;
                }
            }
        }
    }
    assert!(cases > 700, "{cases}");
}
