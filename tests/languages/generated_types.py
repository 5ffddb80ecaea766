"""The shapes as models in Python: datamodel-code-generator takes every file, and the models take every body that is accepted.

Run: python3 tests/languages/generated_types.py CASES OUTPUT, where CASES is what the example `judged_cases` of the conformance tests writes and OUTPUT
is a folder for the models, which is emptied first. It needs `datamodel-code-generator` and `pydantic`.
"""

import importlib
import json
import pathlib
import shutil
import sys
import warnings

SHAPE = pathlib.Path(__file__).resolve().parents[2] / "schema" / "shape"


def main(cases, output):
    warnings.simplefilter("ignore", FutureWarning)
    from datamodel_code_generator import DataModelType, InputFileType, generate

    folder = pathlib.Path(output)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    sys.path.insert(0, str(folder.resolve()))
    models = {}
    problems = []
    for path in sorted(SHAPE.glob("*.json")):
        module = "shape_" + path.stem.replace(".", "_")
        try:
            generate(
                path,
                input_file_type=InputFileType.JsonSchema,
                output=folder / f"{module}.py",
                output_model_type=DataModelType.PydanticV2BaseModel,
                class_name="TheBody",
            )
            models[path.stem] = importlib.import_module(module).TheBody
        except Exception as error:  # What is wrong is told, whatever it is.
            problems.append(f"{path.stem}: {error!r}")
    taken = 0
    for case in json.loads(pathlib.Path(cases).read_text(encoding="utf-8"))["cases"]:
        layer, name = case["schema"].split("/")
        if layer != "shape" or not case["valid"] or name not in models:
            continue
        taken += 1
        try:
            models[name].model_validate_json(case["body"])
        except ValueError as error:
            problems.append(f"{name}: {case['id']}: {error}")
    for problem in problems[:40]:
        print(problem, file=sys.stderr)
    print(f"pydantic, {len(models)} shapes: {len(models) + taken - len(problems)} passed, {len(problems)} failed")
    return 1 if problems or len(models) < 80 or taken < 300 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
