#!/bin/sh
# DynamoDB's four loads on a release binary of Stratus, on dynalite and on DynamoDB local, in the same run. Both others are
# fetched by npm and Maven into a folder of their own. Usage: benches/dynamodb-beside.sh [BINARY] [further options of the driver]
set -eu
cd "$(dirname "$0")/driver"
binary=${1:-../../target/release/stratus}
[ $# -gt 0 ] && shift
others=${TMPDIR:-/tmp}/stratus-beside
mkdir -p "$others"
if [ ! -e "$others/node_modules/.bin/dynalite" ]; then
    npm install --prefix "$others" --no-audit --no-fund dynalite@4
fi
if [ ! -e "$others/lib" ]; then
    cat >"$others/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>beside</groupId><artifactId>beside</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.amazonaws</groupId><artifactId>DynamoDBLocal</artifactId><version>2.6.1</version></dependency>
  </dependencies>
</project>
POM
    mvn -q -f "$others/pom.xml" dependency:copy-dependencies -DoutputDirectory="$others/lib"
fi
local="java -Djava.library.path=$others/lib -cp $others/lib/* com.amazonaws.services.dynamodbv2.local.main.ServerRunner"
cargo run --release -- --bin "$binary" --starts 1 \
    --scenario dynamodb-get --scenario dynamodb-put --scenario dynamodb-query20 --scenario dynamodb-transact3 \
    --beside "dynalite:18002:node $others/node_modules/.bin/dynalite --port 18002 --createTableMs 0" \
    --beside "dynamodb-local (memory):18001:$local -inMemory -port 18001" \
    --beside "dynamodb-local (disk):18003:$local -dbPath $others -port 18003" "$@"
