//! The words of s3's errors. Codes and statuses come with the generated constructors (`gen_s3::errors`);
//! here stands only what the model lacks.
