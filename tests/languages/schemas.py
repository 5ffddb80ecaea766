"""The schemas judged by the Python package `jsonschema`: every file is a schema of its draft, and every body is judged as in Rust.

Run: python3 tests/languages/schemas.py CASES, where CASES is what the example `judged_cases` of the conformance tests writes. It needs
`jsonschema`.
"""

import json
import pathlib
import sys

from jsonschema import Draft202012Validator

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "schema"
SHOWN = 40


def main(cases):
    problems = []
    schemas = {}
    for layer in ("shape", "rules", "rules-strict"):
        for path in sorted((SCHEMA / layer).glob("*.json")):
            if path.name == "not-expressed.json":
                continue
            schema = json.loads(path.read_text(encoding="utf-8"))
            name = f"{layer}/{path.stem}"
            try:
                Draft202012Validator.check_schema(schema)
            except Exception as error:  # What is wrong is told, whatever it is.
                problems.append(f"{name}: {error}")
            schemas[name] = Draft202012Validator(schema)
    judged = 0
    for case in json.loads(pathlib.Path(cases).read_text(encoding="utf-8"))["cases"]:
        judged += 1
        validator = schemas[case["schema"]]
        error = next(validator.iter_errors(json.loads(case["body"])), None)
        if (error is None) != case["valid"]:
            words = "accepted" if error is None else f"refused at {error.json_path}: {error.message[:300]}"
            problems.append(f"{case['schema']}: {case['id']}: {words}: {case['body']}")
    for problem in problems[:SHOWN]:
        print(problem, file=sys.stderr)
    if len(problems) > SHOWN:
        print(f"and {len(problems) - SHOWN} more", file=sys.stderr)
    print(f"jsonschema, {len(schemas)} schemas: {judged + len(schemas) - len(problems)} passed, {len(problems)} failed")
    return 1 if problems or judged < 1000 or len(schemas) < 200 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
