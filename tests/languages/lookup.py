"""A look-up in Python, written from the documented rule alone, proved by the published cases.

Run: python3 tests/languages/lookup.py (standard library only). It shows that `schema/errors.json` is enough to identify an answer
in any language, and that `schema/errors.cases.json` finds a look-up that is wrong.
"""

import json
import pathlib
import re
import sys

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "schema"


def normalise(text):
    """The form in which texts are compared."""
    text = re.sub(r"[\s_-]+", " ", text, flags=re.ASCII).strip(" ")
    text = re.sub(r"[ !.]+$", "", text)
    return "".join(c.lower() if c.isascii() else c for c in text)


def at_path(value, path):
    for name in path or []:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def as_code(value):
    """A whole number, a string that spells one, or a word; None where it cannot be read."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= 2**53:
        value = int(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else None
    if isinstance(value, str) and value.strip():
        return int(value) if re.fullmatch(r"\s*[+-]?[0-9]+\s*", value) else value
    return None


def read(catalogue, body):
    """Shape, code and text of a body."""
    if not body.strip():
        return "empty", None, None
    try:
        value = json.loads(body)
    except ValueError:
        return "not_json", None, None
    if not isinstance(value, dict):
        return "not_json", None, None
    unreadable = False
    for kind in catalogue["matching"]["bodies"]:
        text = at_path(value, kind["text"]) if "text" in kind else None
        text = text if isinstance(text, str) else None
        if kind["shape"] == "code":
            given = at_path(value, kind["code"])
            if given is None:
                continue
            code = as_code(given)
            if code is None:
                unreadable = True
                continue
            if code in kind["no_error_codes"]:
                return "success", None, None
            return "code", code, text
        if text is not None:
            return "message", None, text
    # A code that cannot be read must not pass for a success.
    return "code" if unreadable else "success", None, None


def specificity(key):
    return tuple(part in key for part in ("text", "code", "endpoints", "status", "shape"))


def agrees(key, endpoint, status, shape, code, text):
    """Whether every part that the key states agrees.

    An unknown endpoint or status agrees with everything, but a key with neither text nor code needs the status it states.
    """
    if "text" in key and (text is None or normalise(text) != key["text"]):
        return False
    if "code" in key and key["code"] != code:
        return False
    if "endpoints" in key and endpoint is not None and endpoint not in key["endpoints"]:
        return False
    if "status" in key and status != key["status"]:
        if status is not None or ("text" not in key and "code" not in key):
            return False
    if "shape" in key:
        return key["shape"] == shape
    return "code" in key or shape in ("code", "message")


def could_win(key, found, endpoint, status):
    """Whether the answer, once complete, could be one that no more specific key matches."""
    status = key.get("status") if status is None else status
    places = [endpoint] if endpoint is not None else key.get("endpoints", [None])

    def covers(other, place):
        return place in other.get("endpoints", [place]) and other.get("status", status) == status

    stronger = [other for _, _, other in found if specificity(other) > specificity(key)]
    return any(not any(covers(other, place) for other in stronger) for place in places)


def identify(catalogue, endpoint, status, body):
    """What an answer is, in the words of `errors.cases.json`."""
    shape, code, text = read(catalogue, body)
    keys = [(entry["id"], number, key) for entry in catalogue["entries"] for number, key in enumerate(entry["keys"])]
    found = [item for item in keys if agrees(item[2], endpoint, status, shape, code, text)]
    left = [item for item in found if could_win(item[2], found, endpoint, status)]
    ids = sorted({item[0] for item in left})
    if len(ids) > 1:
        return {"shape": shape, "result": "ambiguous", "candidates": ids}
    if ids:
        entry, number, _ = min(left, key=lambda item: specificity(item[2]))
        return {"shape": shape, "result": "known", "entry": entry, "key": number}
    outcomes = {
        success["outcome"]
        for call in catalogue["endpoints"]
        for success in call["success"]
        if endpoint in (None, call["id"]) and success["status"] == status
    }
    if shape == "success" and len(outcomes) == 1:
        return {"shape": shape, "result": "success", "outcome": outcomes.pop()}
    return {"shape": shape, "result": "unknown"}


def main():
    catalogue = json.loads((SCHEMA / "errors.json").read_text(encoding="utf-8"))
    cases = json.loads((SCHEMA / "errors.cases.json").read_text(encoding="utf-8"))["cases"]
    failed = 0
    for case in cases:
        given = identify(catalogue, case.get("endpoint"), case.get("status"), case["body"])
        wanted = {name: case[name] for name in ("shape", "result", "entry", "key", "outcome", "candidates") if name in case}
        if given != wanted:
            failed += 1
            print(f"{case['id']}: {given} in place of {wanted}", file=sys.stderr)
    print(f"python: {len(cases) - failed} passed, {failed} failed")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
