#!/bin/sh
# End-to-end test with other servers and libraries: a cross-encoder of sentence-transformers behind the API of a
# NIM, infinity, and the LiteLLM proxy in front of it. Compares the output of nimrank with the results of the
# libraries in Python, and exits with 0 only if all are equal. Apart from installing packages once with pip,
# everything stays on the loopback interface.
#
#   tests/e2e/run.sh          about 7 GB in target/e2e, most of it torch
#
# E2E_FOLDER sets another folder, PYTHON another Python (3.10 or later).
set -eu
cd "$(dirname "$0")/../.."
folder=${E2E_FOLDER:-target/e2e}
python=${PYTHON:-python3}

# Creates a virtual environment from a requirements file, unless it exists.
environment() {
    stamp=$folder/$1/requirements.txt
    if ! cmp -s "tests/e2e/requirements-$1.txt" "$stamp"; then
        echo "installing tests/e2e/requirements-$1.txt into $folder/$1" >&2
        "$python" -m venv --clear "$folder/$1"
        "$folder/$1/bin/pip" install --quiet --disable-pip-version-check -r "tests/e2e/requirements-$1.txt"
        cp "tests/e2e/requirements-$1.txt" "$stamp"
    fi
}

mkdir -p "$folder"
environment model
environment proxy
cargo build --locked --quiet
exec "$folder/model/bin/python" -B tests/e2e/compare.py target/debug/nimrank "$folder"
