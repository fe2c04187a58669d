"""Fits pipelines of scikit-learn and writes them as the graphs that skl2onnx makes of them.

skl2onnx itself could not be installed where these files were made. The graphs have its inputs (one
per column), its operators, its outputs (label, and probabilities with or without ZipMap) and its
types; scikit-learn's own answers are what the tests expect."""
import numpy
import pandas
from onnx import TensorProto as T
from onnx import helper as h
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from common import named, run, write

random = numpy.random.default_rng(11)
ML = "ai.onnx.ml"
BROWSERS = ["chrome", "firefox", "safari", "Brötchen", "日本"]
ROWS = 400


def model(nodes, inputs, outputs, initializers=()):
    graph = h.make_graph(nodes, "pipeline", inputs, outputs, initializers)
    made = h.make_model(graph, producer_name="sklearn_graphs.py", ir_version=8,
                        opset_imports=[h.make_opsetid("", 17), h.make_opsetid(ML, 3)])
    return made.SerializeToString()


def column(name, kind):
    return h.make_tensor_value_info(name, kind, [None, 1])


def frame(n):
    return pandas.DataFrame({
        "visits": random.integers(0, 20, n), "minutes": random.gamma(2, 3, n).astype(numpy.float32),
        "browser": random.choice(BROWSERS, n), "country": random.choice(["DE", "AT", "CH", ""], n)})


def rows(data):
    plain = [{k: (v if isinstance(v, str) else v.item()) for k, v in r.items()}
             for r in (dict(zip(data.columns, values)) for values in zip(*[data[c].to_numpy() for c in data]))]
    return [{k: (str(v) if isinstance(v, str) else v) for k, v in r.items()} for r in plain]


# 1, 2. Missing numbers imputed, numbers scaled, categories one-hot, logistic regression.
FEATURES = {"visits": numpy.int64, "minutes": numpy.float32, "browser": str, "country": str}
TYPES = {numpy.int64: T.INT64, numpy.float32: T.FLOAT, str: T.STRING}


def logistic(labels, name, task, classes, zip_map, unknown="ignore"):
    data = frame(ROWS)
    target = labels(data)
    data.loc[::17, "minutes"] = numpy.nan
    pipeline = make_pipeline(
        ColumnTransformer([
            ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), ["visits", "minutes"]),
            ("texts", OneHotEncoder(handle_unknown=unknown), ["browser", "country"])]),
        LogisticRegression(max_iter=1000))
    pipeline.fit(data, target)
    numbers = pipeline[0].named_transformers_["numbers"]
    texts = pipeline[0].named_transformers_["texts"]
    regression = pipeline[1]
    coefficients, intercepts = regression.coef_, regression.intercept_
    if len(coefficients) == 1:
        coefficients = numpy.vstack([-coefficients, coefficients])
        intercepts = numpy.concatenate([-intercepts, intercepts])
    is_text = isinstance(regression.classes_[0], str)
    key = "classlabels_strings" if is_text else "classlabels_ints"
    labels_of_file = {key: [str(c) if is_text else int(c) for c in regression.classes_]}
    nodes = [
        h.make_node("Cast", ["visits"], ["visits_float"], to=T.FLOAT),
        h.make_node("Concat", ["visits_float", "minutes"], ["numbers"], axis=1),
        h.make_node("Imputer", ["numbers"], ["imputed"], domain=ML, replaced_value_float=float("nan"),
                    imputed_value_floats=[float(v) for v in numbers[0].statistics_]),
        h.make_node("Scaler", ["imputed"], ["scaled"], domain=ML, offset=[float(v) for v in numbers[1].mean_],
                    scale=[float(1 / v) for v in numbers[1].scale_])]
    for place, text in enumerate(["browser", "country"]):
        nodes += [
            h.make_node("OneHotEncoder", [text], [text + "_cube"], domain=ML, zeros=int(unknown == "ignore"),
                        cats_strings=[str(c) for c in texts.categories_[place]]),
            h.make_node("Reshape", [text + "_cube", "shape_" + text], [text + "_hot"])]
    shapes = [h.make_tensor("shape_" + t, T.INT64, [2], [-1, len(texts.categories_[i])])
              for i, t in enumerate(["browser", "country"])]
    nodes += [
        h.make_node("Concat", ["scaled", "browser_hot", "country_hot"], ["row"], axis=1),
        h.make_node("LinearClassifier", ["row"], ["label", "raw"], domain=ML, multi_class=1, post_transform="SOFTMAX"
                    if len(classes) > 2 else "LOGISTIC", coefficients=coefficients.ravel().tolist(),
                    intercepts=intercepts.tolist(), **labels_of_file),
        h.make_node("Normalizer", ["raw"], ["normalized" if zip_map else "probabilities"], domain=ML, norm="L1")]
    label = h.make_tensor_value_info("label", T.STRING if is_text else T.INT64, [None])
    if zip_map:
        keys = {key.replace("ints", "int64s"): labels for key, labels in labels_of_file.items()}
        nodes.append(h.make_node("ZipMap", ["normalized"], ["output_probability"], domain=ML, **keys))
        maps = h.make_map_type_proto(T.STRING if is_text else T.INT64, h.make_tensor_type_proto(T.FLOAT, []))
        output = h.make_value_info("output_probability", h.make_sequence_type_proto(maps))
    else:
        output = h.make_tensor_value_info("probabilities", T.FLOAT, [None, len(classes)])
    made = model(nodes, [column(n, TYPES[t]) for n, t in FEATURES.items()], [label, output], shapes)
    test = frame(60)
    if unknown == "ignore":
        test.loc[0, "browser"] = "never seen"
    test.loc[1, "minutes"] = numpy.nan
    test.loc[2, "country"] = ""
    expected = pipeline.predict_proba(test)
    given = rows(test)
    runtime = run(made, named(FEATURES, given), output.name)
    if zip_map:
        runtime = [[m[c] for c in regression.classes_] for m in runtime]
    assert numpy.abs(numpy.array(runtime) - expected).max() < 1e-5
    if task == "binary":
        expected, runtime = expected[:, 1], [r[1] for r in runtime]
    write(name, task, FEATURES, given, expected, made, classes, runtime,
          nullable=("minutes", "country"))


def noisy(data):
    return data["visits"] + (data["browser"] == "firefox") * 5 + random.normal(0, 3, len(data))


logistic(lambda d: (noisy(d) > 11).astype(int), "sklearn-binary", "binary", ["0", "1"], False)
logistic(lambda d: (noisy(d) > 11).astype(int), "sklearn-binary-maps", "binary", ["0", "1"], True)
logistic(lambda d: numpy.where(noisy(d) > 14, "often", numpy.where(noisy(d) > 7, "never", "once")),
         "sklearn-maps", "multiclass", ["never", "often", "once"], True)
logistic(lambda d: (noisy(d) > 11).astype(int), "sklearn-strict", "binary", ["0", "1"], False, unknown="error")

# 3. Categories as numbers and boosted trees: a regression in float64, and a model of 100 trees for measurements.
def tree_attributes(trees, rate):
    """Nodes and leaves as TreeEnsembleRegressor has them."""
    nodes = {k: [] for k in ["treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids"]}
    leaves = {k: [] for k in ["treeids", "nodeids", "ids", "weights"]}
    for number, estimator in enumerate(trees):
        tree = estimator.tree_
        for node in range(tree.node_count):
            leaf = tree.children_left[node] < 0
            values = [number, node, 0 if leaf else int(tree.feature[node]), 0.0 if leaf else float(tree.threshold[node]),
                      "LEAF" if leaf else "BRANCH_LEQ", 0 if leaf else int(tree.children_left[node]),
                      0 if leaf else int(tree.children_right[node])]
            for key, value in zip(nodes, values):
                nodes[key].append(value)
            if leaf:
                for key, value in zip(leaves, [number, node, 0, float(tree.value[node][0][0]) * rate]):
                    leaves[key].append(value)
    return {**{"nodes_" + k: v for k, v in nodes.items()}, **{"target_" + k: v for k, v in leaves.items()}}


def codes(text, categories):
    return h.make_node("LabelEncoder", [text], [text + "_code"], domain=ML, default_float=-1.0,
                       keys_strings=[str(c) for c in categories], values_floats=[float(i) for i in range(len(categories))])


features = {"amount": numpy.float64, "browser": str}
data = pandas.DataFrame({"amount": random.normal(100, 25, ROWS), "browser": random.choice(BROWSERS, ROWS)})
encoder = OrdinalEncoder().fit(data[["browser"]])
table = numpy.column_stack([data["amount"].astype(numpy.float32), encoder.transform(data[["browser"]])])
target = table[:, 0] * 0.5 + table[:, 1] * 10 + random.normal(0, 2, ROWS)
boosting = GradientBoostingRegressor(n_estimators=10, max_depth=3, random_state=0).fit(table, target)
made = model(
    [codes("browser", encoder.categories_[0]),
     h.make_node("Cast", ["amount"], ["amount_float"], to=T.FLOAT),
     h.make_node("Concat", ["amount_float", "browser_code"], ["row"], axis=1),
     h.make_node("TreeEnsembleRegressor", ["row"], ["sum"], domain=ML, n_targets=1,
                 base_values=[float(boosting.init_.constant_[0][0])],
                 **tree_attributes(boosting.estimators_[:, 0], boosting.learning_rate)),
     h.make_node("Cast", ["sum"], ["variable"], to=T.DOUBLE)],
    [column("amount", T.DOUBLE), column("browser", T.STRING)],
    [h.make_tensor_value_info("variable", T.DOUBLE, [None, 1])])
given = rows(data[:60])
expected = boosting.predict(table[:60])
runtime = run(made, named(features, given), "variable")[:, 0]
assert numpy.abs(runtime - expected).max() < 1e-4
write("sklearn-regression", "regression", features, given, expected, made, runtime=runtime)

features = {"visits": numpy.int64, "minutes": numpy.float32, "browser": str, "country": str}
data = frame(4000)
encoder = OrdinalEncoder().fit(data[["browser", "country"]])
table = numpy.column_stack([data["visits"], data["minutes"], encoder.transform(data[["browser", "country"]])])
boosting = GradientBoostingClassifier(n_estimators=100, max_depth=4, random_state=0).fit(table, noisy(data) > 11)
odds = boosting.init_.class_prior_[1] / boosting.init_.class_prior_[0]
made = model(
    [codes("browser", encoder.categories_[0]), codes("country", encoder.categories_[1]),
     h.make_node("Cast", ["visits"], ["visits_float"], to=T.FLOAT),
     h.make_node("Concat", ["visits_float", "minutes", "browser_code", "country_code"], ["row"], axis=1),
     h.make_node("TreeEnsembleRegressor", ["row"], ["sum"], domain=ML, n_targets=1,
                 base_values=[float(numpy.log(odds))],
                 **tree_attributes(boosting.estimators_[:, 0], boosting.learning_rate)),
     h.make_node("Sigmoid", ["sum"], ["probability"])],
    [column(n, TYPES[t]) for n, t in features.items()],
    [h.make_tensor_value_info("probability", T.FLOAT, [None, 1])])
given = rows(data[:60])
expected = boosting.predict_proba(table[:60])[:, 1]
# Row by row, as golden rows are replayed: the runtime sums up the trees of many rows in another order, in 32 bits.
runtime = [run(made, named(features, [row]), "probability")[0][0] for row in given]
assert numpy.abs(numpy.array(runtime) - expected).max() < 1e-5
write("sklearn-boosting", "binary", features, given, expected, made, runtime=runtime)
