"""Serves one model or implementation until its stdin ends: `python tandem_bridge <settings as JSON>`."""

import json
import os
import random
import signal
import sys
import traceback

sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

from tandem_bridge.frames import Frames  # noqa: E402
from tandem_bridge.process import limit_memory, take_streams  # noqa: E402


def main():
    settings = json.loads(sys.argv[1])
    frames = Frames(*take_streams())
    if sys.byteorder != "little" or sys.version_info < (3, 9):
        return frames.write({"error": _plain_error(f"Python {sys.version.split()[0]} cannot serve: 3.9 or later is needed")})
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt from the keyboard is for the process that started this
    limit_memory(settings.get("memory"))
    random.seed(0)
    sys.path.insert(0, settings["folder"])
    try:
        host = _host(settings, frames)
        frames.write({"ready": True, "python": sys.version.split()[0]})
    except Exception as error:
        return frames.write({"error": _error(error)})
    serve(host, frames)


def _host(settings, frames):
    if settings["serve"] == "model":
        from tandem_bridge.model_host import ModelHost

        return ModelHost(frames)
    from tandem_bridge import storages
    from tandem_bridge.implementation_host import ImplementationHost

    storages.connect(frames)
    return ImplementationHost(settings["script"])


def serve(host, frames):
    while True:
        asked = frames.read()
        if asked is None:
            return
        header, body = asked
        try:
            reply, parts = getattr(host, header["ask"])(header, body)
            frames.write(reply, *parts)
        except Exception as error:  # KeyboardInterrupt and SystemExit end the process
            frames.write({"error": _error(error)})


def _error(error):
    return {
        "type": type(error).__name__,
        "message": str(error),
        "traceback": "".join(traceback.format_exception(type(error), error, error.__traceback__)),
        "module": getattr(error, "name", None) if isinstance(error, ModuleNotFoundError) else None,
    }


def _plain_error(message):
    return {"type": "RuntimeError", "message": message, "traceback": message, "module": None}


main()
