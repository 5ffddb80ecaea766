#!/usr/bin/env bash
# The published schemas in other languages: judged by Ajv and by Python as in Rust, and read by generators of types in TypeScript,
# Python and Go. The tools are installed into the folder `target`, in the versions that stand here and beside this file.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools="$PWD/target/languages"
cases="$tools/judged-cases.json"
mkdir -p "$tools/node"

cp tests/languages/package.json "$tools/node/"
npm install --prefix "$tools/node" --silent --no-audit --no-fund --no-package-lock
[ -x "$tools/python/bin/python" ] || python3 -m venv "$tools/python"
"$tools/python/bin/pip" install --quiet --disable-pip-version-check -r tests/languages/requirements.txt
GOBIN="$tools/bin" go install github.com/atombender/go-jsonschema@v0.24.1

cargo run --quiet -p conformance --example judged_cases -- "$cases"
node tests/languages/schemas.mjs "$cases" "$tools/node"
"$tools/python/bin/python" tests/languages/schemas.py "$cases"
node tests/languages/generated_types.mjs "$tools/node" "$tools/types-typescript"
"$tools/python/bin/python" tests/languages/generated_types.py "$cases" "$tools/types-python"

# A package for each shape, because the same types stand in several.
rm -rf "$tools/types-go"
mkdir -p "$tools/types-go"
printf 'module types\n\ngo 1.24\n' >"$tools/types-go/go.mod"
count=0
for shape in schema/shape/*.json; do
  name="$(basename "$shape" .json | tr '.A-Z' '_a-z')"
  mkdir "$tools/types-go/$name"
  "$tools/bin/go-jsonschema" --package "$name" --output "$tools/types-go/$name/types.go" "$shape"
  count=$((count + 1))
done
(cd "$tools/types-go" && go vet ./...)
printf 'go: %s passed, 0 failed\n' "$count"
