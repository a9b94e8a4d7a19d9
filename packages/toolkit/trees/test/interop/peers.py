"""What LightGBM, XGBoost, scikit-learn, shap and onnxruntime make of what lies in a folder: see python.ts."""

import json
import pathlib
import sys

import numpy

folder = pathlib.Path(sys.argv[2])
about = json.loads((folder / "about.json").read_text())


def read(name, columns=None):
    values = numpy.fromfile(folder / name)
    return values if columns is None else values.reshape(-1, columns)


def write(name, values):
    numpy.ascontiguousarray(values, dtype=numpy.float64).tofile(folder / name)


def makers(task):
    from lightgbm import LGBMClassifier, LGBMRegressor
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from xgboost import XGBClassifier, XGBRegressor

    light, extreme, hist = (
        (LGBMRegressor, XGBRegressor, HistGradientBoostingRegressor)
        if task == "regression"
        else (LGBMClassifier, XGBClassifier, HistGradientBoostingClassifier)
    )
    return {
        "LightGBM": light(n_estimators=100, num_leaves=31, reg_lambda=4, n_jobs=1, verbose=-1),
        "XGBoost": extreme(
            n_estimators=100, max_leaves=31, max_depth=0, grow_policy="lossguide", learning_rate=0.1, reg_lambda=4, tree_method="hist", n_jobs=1
        ),
        "scikit-learn": hist(max_iter=100, learning_rate=0.1, max_leaf_nodes=31, l2_regularization=4, early_stopping=False),
    }


def accuracy():
    """Held-out predictions of each peer on the same folds."""
    features, targets = read("features.f64", about["columns"]), read("targets.f64")
    for shuffle in range(about["shuffles"]):
        folds = read(f"folds-{shuffle}.f64")
        for name in makers(about["task"]):
            found = numpy.zeros(len(targets))
            for fold in numpy.unique(folds):
                train, test = folds != fold, folds == fold
                model = makers(about["task"])[name].fit(features[train], targets[train])
                found[test] = model.predict(features[test]) if about["task"] == "regression" else model.predict_proba(features[test])[:, 1]
            write(f"{name}-{shuffle}.f64", found)


def models():
    """Models as the peers write them now, and what they predict and explain."""
    import lightgbm
    import xgboost

    columns = about["columns"]
    features = read("features.f64", columns)
    categorical = about["categorical"]
    for name, objective in about["objectives"].items():
        targets = read(f"{name}.f64")
        classes = {"num_class": 3} if name == "multiclass" else {}
        booster = lightgbm.train(
            {"objective": objective["lightgbm"], "verbose": -1, "num_threads": 1, "min_data_per_group": 5, **classes},
            lightgbm.Dataset(features, targets, categorical_feature=categorical),
            30,
        )
        booster.save_model(folder / f"lightgbm-{name}.txt")
        write(f"lightgbm-{name}.predictions.f64", booster.predict(features))
        write(f"lightgbm-{name}.contributions.f64", booster.predict(features[:200], pred_contrib=True))
        types = ["c" if i in categorical else "float" for i in range(columns)]
        matrix = xgboost.DMatrix(features, targets, feature_types=types, enable_categorical=True)
        booster = xgboost.train({"objective": objective["xgboost"], "max_depth": 5, "nthread": 1, **classes}, matrix, 30)
        for ending in ["json", "ubj"]:
            booster.save_model(folder / f"xgboost-{name}.{ending}")
        write(f"xgboost-{name}.predictions.f64", booster.predict(matrix))
        few = xgboost.DMatrix(features[:200], feature_types=types, enable_categorical=True)
        write(f"xgboost-{name}.contributions.f64", booster.predict(few, pred_contribs=True))


def shap_values():
    """What shap's TreeExplainer says of models that were saved by LightGBM; numbers only, it knows no categories."""
    import lightgbm
    import shap

    features = read("features.f64", about["columns"])
    booster = lightgbm.train(
        {"objective": "regression", "verbose": -1, "num_threads": 1}, lightgbm.Dataset(features, read("regression.f64")), 20
    )
    booster.save_model(folder / "numbers.txt")
    explainer = shap.TreeExplainer(booster)
    write("values.f64", explainer.shap_values(features[:200]))
    write("interactions.f64", explainer.shap_interaction_values(features[:20]))


def onnx():
    """Checks ONNX files against the standard and scores them."""
    import onnx
    import onnxruntime

    for name, case in about["cases"].items():
        path = folder / f"{name}.onnx"
        onnx.checker.check_model(onnx.load(path), full_check=True)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        kind = {"tensor(float)": numpy.float32, "tensor(double)": numpy.float64}[session.get_inputs()[0].type]
        outputs = dict(zip([o.name for o in session.get_outputs()], session.run(None, {"features": read(f"{name}.features.f64", case["columns"]).astype(kind)})))
        write(f"{name}.found.f64", outputs.get("probabilities", outputs.get("variable")))
        if "label" in outputs:
            (folder / f"{name}.labels.json").write_text(json.dumps(outputs["label"].tolist()))


{"accuracy": accuracy, "models": models, "shap": shap_values, "onnx": onnx}[sys.argv[1]]()
