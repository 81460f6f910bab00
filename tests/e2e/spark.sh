#!/bin/sh
# End-to-end test with Spark in local mode and GNU parallel: `nimrank batch` as a filter of partitions and blocks,
# some of them empty, gives the same lines as one run over everything. Exits with 0 only if they are equal. Needs
# Java 17 or later; apart from installing pyspark once with pip, everything stays on the loopback interface.
#
#   tests/e2e/spark.sh          about 1 GB in target/e2e
#
# E2E_FOLDER sets another folder, PYTHON another Python (3.10 or later).
set -eu
cd "$(dirname "$0")/../.."
folder=${E2E_FOLDER:-target/e2e}
python=${PYTHON:-python3}

if ! command -v java >/dev/null; then
    echo "java is missing; on Debian: apt-get install default-jre-headless" >&2
    exit 2
fi
mkdir -p "$folder"
if ! cmp -s tests/e2e/requirements-spark.txt "$folder/spark/requirements.txt"; then
    echo "installing tests/e2e/requirements-spark.txt into $folder/spark" >&2
    "$python" -m venv --clear "$folder/spark"
    "$folder/spark/bin/pip" install --quiet --disable-pip-version-check -r tests/e2e/requirements-spark.txt
    cp tests/e2e/requirements-spark.txt "$folder/spark/requirements.txt"
fi
cargo build --locked --quiet
exec "$folder/spark/bin/python" -B tests/e2e/spark.py "$PWD/target/debug/nimrank" "$folder"
