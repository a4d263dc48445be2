//! Service-level facts as constants, so that routing needs no schema.

use schema::Protocol;

use super::header;
use crate::model::Model;

pub(super) fn emit(model: &Model) -> String {
    let mut out =
        header(&format!("What routing must know of {} before its schema is loaded.", model.name));
    let protocols: Vec<String> =
        model.protocols.iter().map(|protocol| format!("Protocol::{protocol:?}")).collect();
    let rest = model.protocols.iter().any(|p| matches!(p, Protocol::RestJson | Protocol::RestXml));
    out.push_str("use schema::{Protocol, ServiceFacts};\n\n");
    out.push_str(
        "/// Stands for the order of operations and members that the types were made with.\n",
    );
    out.push_str(&format!("pub const SCHEMA_HASH: u64 = 0x{:016x};\n\n", model.schema_hash()));
    out.push_str(
        "/// Names, protocols and operations.\npub static FACTS: ServiceFacts = ServiceFacts {\n",
    );
    for (field, value) in [
        ("name", &model.name),
        ("id", &model.id),
        ("api_version", &model.api_version),
        ("target_prefix", &model.target_prefix),
        ("json_version", &model.json_version),
        ("xml_namespace", &model.xml_namespace),
        ("signing_name", &model.signing_name),
        ("endpoint_prefix", &model.endpoint_prefix),
    ] {
        out.push_str(&format!("{field}: {value:?},\n"));
    }
    out.push_str(&format!("protocols: &[{}],\n", protocols.join(", ")));
    out.push_str(&format!("query_compatible: {},\n", model.query_compatible));
    out.push_str("operations: &[\n");
    model.operations.keys().for_each(|name| out.push_str(&format!("{name:?},\n")));
    out.push_str("],\nroutes: &[\n");
    for operation in model.operations.values().filter(|_| rest) {
        out.push_str(&format!("({:?}, {:?}),\n", operation.method, operation.uri));
    }
    out.push_str("],\n};\n");
    out
}
