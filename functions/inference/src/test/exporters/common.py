"""Writes a model's folder: model.onnx, model.json with golden rows, and rows.json."""
import json
import pathlib

import numpy
import onnx
import onnxruntime

FOLDER = pathlib.Path(__file__).parent.parent / "resources" / "exported"


def write(name, task, features, rows, expected, model, classes=None, runtime=None, nullable=()):
    """features: name -> numpy type, or str; rows: dicts; expected: the library's own, a number
    or a list a row; runtime: what the file gives, by ONNX Runtime in Python;
    nullable: features that may be missing, NaN or an empty text in a row and null in the files."""
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(model)
    key = "probabilities" if task == "multiclass" else "score"

    def line(row, value):
        row = {f: None if f in nullable and (v == "" or v != v) else v for f, v in row.items()}
        if task == "multiclass":
            value = {c: float(v) for c, v in zip(classes, value)}
        else:
            value = float(value)
        return {"features": row, key: value}

    definition = {"name": name, "version": "1.0.0", "task": task}
    if classes:
        definition["classes"] = classes
    definition["features"] = [
        {"name": f, "from": f, "as": "category" if t is str else "number", **({"default": None} if f in nullable else {})}
        for f, t in features.items()
    ]
    definition["golden"] = [line(r, v) for r, v in list(zip(rows, runtime))[:3]]
    (folder / "model.json").write_text(json.dumps(definition, indent=1) + "\n")
    lines = [json.dumps(line(r, v)) for r, v in zip(rows, expected)]
    (folder / "rows.ndjson").write_text("\n".join(lines) + "\n")


def without_places(raw):
    """The model's bytes without the notes of an exporter on where in which file of this machine a node came from."""
    model = onnx.load_from_string(raw)
    for holder in [model.graph, *model.functions]:
        holder.doc_string = ""
        del holder.metadata_props[:]
        for node in holder.node:
            node.doc_string = ""
            del node.metadata_props[:]
    for value in [*model.graph.input, *model.graph.output, *model.graph.value_info, *model.graph.initializer]:
        value.doc_string = ""
        del value.metadata_props[:]
    return model.SerializeToString()


def named(features, rows):
    """The tensors of inputs by name, [rows, 1]."""
    return {
        f: numpy.array([[r[f]] for r in rows], dtype=object if t is str else t) for f, t in features.items()
    }


def run(model, tensors, output):
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return session.run([output], tensors)[0]
