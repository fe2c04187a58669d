"""The logistic regression that OnnxMLTools 1.2 made of Iris and ONNX Runtime's Python package carries.

It takes exactly three rows and gives maps with whole numbers as classes. What it is expected to
give is what ONNX Runtime in Python gives; scikit-learn's own answers did not come with it."""
import numpy
from onnxruntime.datasets import get_example

from common import run, write

random = numpy.random.default_rng(3)
names = ["sepal_length", "sepal_width"]
rows = [{"sepal_length": round(float(random.uniform(4, 8)), 1), "sepal_width": round(float(random.uniform(2, 5)), 1)}
        for _ in range(30)]
matrix = numpy.array([[r[n] for n in names] for r in rows], dtype=numpy.float32)
model = open(get_example("logreg_iris.onnx"), "rb").read()
answers = []
for start in range(0, len(rows), 3):
    for answer in run(model, {"float_input": matrix[start:start + 3]}, "probabilities"):
        answers.append([answer[c] for c in range(3)])
write("onnxmltools-iris", "multiclass", dict.fromkeys(names, numpy.float32), rows, answers, model, ["0", "1", "2"],
      answers)
