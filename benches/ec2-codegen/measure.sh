#!/bin/sh
# Generates EC2 (all operations in the schema, those of operations.txt typed), builds it and prints what it cost.
set -eu
cd "$(dirname "$0")"
here=$(pwd)
target="$here/../target/ec2-codegen"
mkdir -p gen
sed -e 's/{name}/ec2/g' ../../xtask/templates/gen.toml.in > gen/Cargo.toml
(cd ../.. && cargo xtask codegen ec2 --ops-file "$here/operations.txt" --into "$here/gen")
{ echo 'rows! {'; cat operations.txt; echo '}'; } > src/rows.rs.in
echo "generated Rust lines: $(cat gen/src/*.rs gen/src/types/*.rs | wc -l)"
echo "schema: $(wc -lc < gen/schema.txt) (lines, bytes); gzip -9: $(gzip -9c gen/schema.txt | wc -c)"
for profile in dev release; do
    rm -rf "$target"
    cargo build -q --profile "$profile" --target-dir "$target" -p schema
    folder=$profile
    [ "$profile" = dev ] && folder=debug
    # The last crate of the dependencies is warm; what follows is the generated crate alone, then the binary.
    python3 - "$profile" "$target" <<'PY'
import os, resource, subprocess, sys
profile, target = sys.argv[1:]
for package in ("gen-ec2", "ec2-codegen"):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["cargo", "build", "-q", "--profile", profile, "--target-dir", target, "-p", package], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{profile} {package}: {after.ru_utime - before.ru_utime:.1f} s user CPU, peak {after.ru_maxrss // 1024} MiB so far")
PY
    ls -l "$target/$folder"/libgen_ec2.rlib "$target/$folder/ec2-codegen" | awk '{print $5, $9}'
    "$target/$folder/ec2-codegen"
done
