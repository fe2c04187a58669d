"""Models that PyTorch exports: both of its exporters, open and fixed numbers of rows."""
import io
import tempfile

import numpy
import torch

from common import named, run, without_places, write

torch.manual_seed(7)
random = numpy.random.default_rng(7)


def exported(module, arguments, **options):
    with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
        torch.onnx.export(module.eval(), arguments, file.name, external_data=False, **options)
        return without_places(open(file.name, "rb").read())


class Named(torch.nn.Module):
    """An input for each feature, of four types; gives a probability [rows]."""

    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))

    def forward(self, minutes, amount, visits, is_member):
        row = torch.cat([minutes, amount.float() / 1000, visits.float(), is_member.float()], dim=1)
        return torch.sigmoid(self.layers(row)).squeeze(1)


FEATURES = {"minutes": numpy.float32, "amount": numpy.float64, "visits": numpy.int64, "is_member": numpy.bool_}
rows = [
    {"minutes": round(float(random.uniform(0, 5)), 3), "amount": round(float(random.normal(500, 200)), 4),
     "visits": int(random.integers(0, 9)), "is_member": int(random.integers(0, 2))}
    for _ in range(50)
]
module = Named()
tensors = named(FEATURES, rows)
with torch.no_grad():
    expected = module(*[torch.from_numpy(t) for t in tensors.values()]).tolist()
batch = torch.export.Dim("rows")
model = exported(module, tuple(torch.from_numpy(t) for t in tensors.values()), dynamo=True,
                 input_names=list(FEATURES), output_names=["score"], dynamic_shapes=[{0: batch}] * 4)
write("torch-named", "binary", FEATURES, rows, expected, model, runtime=run(model, tensors, "score"))


class Classes(torch.nn.Module):
    """One matrix; gives probabilities [rows, 3]."""

    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.Tanh(), torch.nn.Linear(16, 3))

    def forward(self, row):
        return torch.softmax(self.layers(row), dim=1)


names = ["a", "b", "c", "d"]
rows = [{n: round(float(random.normal()), 4) for n in names} for _ in range(50)]
matrix = numpy.array([[r[n] for n in names] for r in rows], dtype=numpy.float32)
module = Classes()
with torch.no_grad():
    expected = module(torch.from_numpy(matrix)).tolist()
model = exported(module, (torch.from_numpy(matrix),), dynamo=False, input_names=["input"],
                 output_names=["probabilities"], dynamic_axes={"input": {0: "rows"}, "probabilities": {0: "rows"}})
write("torch-matrix", "multiclass", dict.fromkeys(names, numpy.float32), rows, expected, model,
      ["low", "middle", "high"], run(model, {"input": matrix}, "probabilities"))


class OneRow(torch.nn.Module):
    """Exported without open dimensions, as happens when nobody asks for them: one row a run. Doubles."""

    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(4, 1).double()

    def forward(self, row):
        return self.layer(row) * 100


module = OneRow()
with torch.no_grad():
    expected = module(torch.from_numpy(matrix.astype(numpy.float64))).squeeze(1).tolist()
model = exported(module, (torch.from_numpy(matrix[:1].astype(numpy.float64)),), dynamo=True,
                 input_names=["input"], output_names=["output"])
runtime = [run(model, {"input": r.reshape(1, 4).astype(numpy.float64)}, "output")[0][0] for r in matrix]
rows64 = [{n: float(v) for n, v in zip(names, r)} for r in matrix]
write("torch-one-row", "regression", dict.fromkeys(names, numpy.float64), rows64, expected, model, runtime=runtime)
