//! Checks the order of names and completes every edge, once the whole text has been read.

use super::{Result, TextError};
use crate::{Kind, OperationSchema, Service, Shape, ShapeRef, WireIndex};

/// Names of the shapes that edges lead to, in the order in which the text names them.
pub(super) type Edges = Vec<&'static str>;

/// What an operation takes or returns when the model names nothing.
static NOTHING: Shape = Shape {
    name: "Unit",
    kind: Kind::Structure,
    members: Vec::new(),
    required: Vec::new(),
    constraints: None,
    payload: None,
    error: None,
    sparse: false,
    flattened: false,
    streaming: false,
    requires_length: false,
    event: false,
    sensitive: false,
    timestamp_format: None,
    xml_namespace: None,
    xml_name: "",
    unwrapped_output: false,
    by_wire: WireIndex::EMPTY,
    by_query: None,
};

/// Makes the service permanent and its graph complete. Nothing is leaked when an edge leads nowhere.
pub(super) fn link(mut service: Service, edges: &[&'static str]) -> Result<&'static Service> {
    check_order(service.operations.iter().map(|op| op.name))?;
    check_order(service.shapes.iter().map(|shape| shape.name))?;
    let targets = Targets::resolve(&service, edges)?;
    let flags: Vec<(bool, bool)> = targets.streaming(&service);
    for (op, (input, output)) in service.operations.iter_mut().zip(flags) {
        op.streaming_input = input;
        op.streaming_output = output;
    }
    let service: &'static Service = Box::leak(Box::new(service));
    targets.set(service);
    Ok(service)
}

fn check_order(names: impl Iterator<Item = &'static str>) -> Result<()> {
    let mut last = "";
    for name in names {
        if name <= last {
            return Err(TextError::at(0, format!("`{name}` stands after `{last}`: not sorted")));
        }
        last = name;
    }
    Ok(())
}

/// Positions of the shapes that the edges lead to, in text order; `None` leads to [`NOTHING`].
struct Targets {
    all: Vec<Option<usize>>,
    /// How many of them belong to operations; the members of shapes follow.
    of_operations: usize,
}

impl Targets {
    fn resolve(service: &Service, edges: &[&'static str]) -> Result<Targets> {
        let find = |name: &&'static str| {
            if *name == "-" {
                return Ok(None);
            }
            let found = service.shapes.binary_search_by(|shape| shape.name.cmp(name));
            found.map(Some).map_err(|_| TextError::at(0, format!("there is no shape `{name}`")))
        };
        let all = edges.iter().map(find).collect::<Result<Vec<_>>>()?;
        let of_operations = service.operations.iter().map(|op| 2 + op.errors.len()).sum();
        if all.iter().skip(of_operations).any(Option::is_none) {
            return Err(TextError::at(0, "a member without a shape"));
        }
        Ok(Targets { all, of_operations })
    }

    /// For each operation, whether its input and its output have a member that streams.
    fn streaming(&self, service: &Service) -> Vec<(bool, bool)> {
        let mut members = self.all.iter().skip(self.of_operations).flatten();
        let streams: Vec<bool> = service
            .shapes
            .iter()
            .map(|shape| {
                let of_shape = members.by_ref().take(shape.members.len());
                of_shape.filter(|&&target| service.shapes[target].streaming).count() > 0
            })
            .collect();
        let streams = |target: Option<usize>| target.is_some_and(|at| streams[at]);
        let mut next = 0;
        let flags = service.operations.iter().map(|op| {
            let flags = (streams(self.all[next]), streams(self.all[next + 1]));
            next += 2 + op.errors.len();
            flags
        });
        flags.collect()
    }

    fn set(&self, service: &'static Service) {
        let mut shapes =
            self.all.iter().map(|target| target.map_or(&NOTHING, |at| &service.shapes[at]));
        let mut set = |edge: &ShapeRef| {
            if let Some(shape) = shapes.next() {
                edge.set(shape);
            }
        };
        let of_operation =
            |op: &'static OperationSchema| [&op.input, &op.output].into_iter().chain(&op.errors);
        service.operations.iter().flat_map(of_operation).for_each(&mut set);
        service.shapes.iter().flat_map(|shape| &shape.members).for_each(|m| set(&m.target));
    }
}
