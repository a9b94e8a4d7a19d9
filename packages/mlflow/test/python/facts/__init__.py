"""What MLflow's unmodified client (mlflow 3.17.2) does and finds; each function returns facts that a test checks."""
