//! The first step of a job: what it is to do becomes a list of tasks, so that it can be taken up anywhere.

use gen_s3control::JobManifestGenerator;
use kernel::{ApiResult, Call, Kernel, transact};

use super::job::{BatchJob, Task};
use super::{Fault, Worker, generate, manifest, own_call};
use crate::tables::BATCH_TASKS;

/// Tasks that one transaction writes or removes.
const AT_ONCE: usize = 500;

/// The list of a job's tasks while it grows.
pub(super) struct Tasks<'k> {
    kernel: &'k Kernel,
    call: Call,
    job: u64,
    written: u64,
    waiting: Vec<Task>,
    /// All objects of a job lie in one bucket.
    bucket: Option<String>,
}

impl Tasks<'_> {
    pub(super) fn count(&self) -> u64 {
        self.written + self.waiting.len() as u64
    }

    pub(super) async fn add(&mut self, task: Task) -> ApiResult<Result<(), Fault>> {
        let bucket = self.bucket.get_or_insert_with(|| task.bucket.clone());
        if *bucket != task.bucket {
            let why = "All objects of a manifest must be in the same bucket.";
            return Ok(Err(Fault::new("InvalidManifest", why)));
        }
        self.waiting.push(task);
        if self.waiting.len() >= AT_ONCE {
            self.write().await?;
        }
        Ok(Ok(()))
    }

    async fn write(&mut self) -> ApiResult<()> {
        let tasks = std::mem::take(&mut self.waiting);
        let (job, first) = (self.job, self.written);
        transact!(self.kernel, &self.call, cx => {
            for (task, place) in tasks.iter().zip(first..) {
                cx.put(&BATCH_TASKS, &(job, place), task);
            }
            Ok(())
        })?;
        self.written += tasks.len() as u64;
        Ok(())
    }
}

/// What a job that was read has.
pub(super) struct Prepared {
    pub(super) total: u64,
    /// The manifest that was written: ARN and entity tag.
    pub(super) generated: Option<(String, String)>,
}

/// Makes the tasks of a job.
pub(super) async fn prepare(kernel: &Kernel, job: &BatchJob) -> ApiResult<Result<Prepared, Fault>> {
    // What a step before this wrote and did not end.
    clear(kernel, job).await?;
    let worker = match Worker::of(kernel, job).await? {
        Ok(worker) => worker,
        Err(fault) => return Ok(Err(fault)),
    };
    let mut tasks = Tasks {
        kernel,
        call: own_call(kernel, job.account, &job.region),
        job: job.number,
        written: 0,
        waiting: Vec::new(),
        bucket: None,
    };
    let asked = &job.request.0;
    let read = match (&asked.manifest, &asked.manifest_generator) {
        (Some(manifest), _) => manifest::read(&worker, manifest, &mut tasks).await?.map(|()| None),
        (None, Some(JobManifestGenerator::S3JobManifestGenerator(generator))) => {
            generate::read(&worker, job, generator, &mut tasks).await?
        }
        _ => Err(Fault::new("InvalidManifest", "There is no manifest.")),
    };
    match read {
        Err(fault) => Ok(Err(fault)),
        Ok(generated) => {
            tasks.write().await?;
            Ok(Ok(Prepared { total: tasks.written, generated }))
        }
    }
}

/// Removes all tasks of a job.
pub(super) async fn clear(kernel: &Kernel, job: &BatchJob) -> ApiResult<()> {
    let call = own_call(kernel, job.account, &job.region);
    loop {
        let more = transact!(kernel, &call, cx => {
            let range = cx.rows(&BATCH_TASKS).prefix(&job.number);
            match cx.range(&BATCH_TASKS, &range, AT_ONCE).await {
                Ok(rows) => {
                    for (place, _) in &rows {
                        cx.delete(&BATCH_TASKS, place);
                    }
                    Ok(rows.len() == AT_ONCE)
                }
                Err(error) => Err(error),
            }
        })?;
        if !more {
            return Ok(());
        }
    }
}
