#!/bin/sh
# End to end against servers and libraries that are not ours: a cross-encoder of sentence-transformers behind
# the form of a NIM, infinity, and the LiteLLM proxy in front of it. Compares what nimrank prints with what
# the libraries give in Python. Ends with 0 only if all is equal. Everything stays on the loopback interface,
# but for the packages that are installed first, once, from the package index that pip is set up for.
#
#   tests/e2e/run.sh          about 7 GB in target/e2e, most of it torch
#
# E2E_FOLDER is another folder for it, PYTHON another Python (3.10 or later).
set -eu
cd "$(dirname "$0")/../.."
folder=${E2E_FOLDER:-target/e2e}
python=${PYTHON:-python3}

# Makes a virtual environment with what a file of requirements says, unless it is there.
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
