"""Log lines as JSON. They carry ids and kinds, never what somebody wrote."""

import json
import logging


class JsonFormatter(logging.Formatter):
    """One JSON object a line: level, logger, message, and the exception's type without its values."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = self._where(record)
        return json.dumps(line)

    def _where(self, record: logging.LogRecord) -> str:
        trace = record.exc_info[2] if record.exc_info else None
        place = ""
        while trace:
            place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
            trace = trace.tb_next
        return place
