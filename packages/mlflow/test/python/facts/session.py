"""The client that every function uses; what libraries print goes nowhere, because stdout is for answers."""
import logging
import os
import sys
import warnings

answers = os.fdopen(os.dup(1), "w")
sink = os.open(os.devnull, os.O_WRONLY)
os.dup2(sink, 1)
os.dup2(sink, 2)
warnings.simplefilter("ignore")
os.environ.update(
    MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT="1",
    MLFLOW_DISABLE_TELEMETRY="true",
    MLFLOW_HTTP_REQUEST_MAX_RETRIES="1",
    MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR="false",
)

import mlflow
from mlflow import MlflowClient, MlflowException

logging.disable(logging.WARNING)
mlflow.set_tracking_uri(sys.argv[1])
client = MlflowClient()


def refused(call):
    """The error code a call fails with."""
    try:
        call()
    except MlflowException as error:
        return error.error_code
    return "nothing was refused"
