//! The words of s3control's errors. Codes and statuses come with the generated constructors (`gen_s3control::errors`);
//! here stands only what the model lacks.
