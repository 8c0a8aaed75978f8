"""Twilio's Flask quickstart with its check of the signature, as its documentation has them.

https://www.twilio.com/docs/messaging/quickstart and https://www.twilio.com/docs/usage/tutorials/how-to-secure-your-flask-app-by-validating-incoming-twilio-requests
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps

from flask import Flask, Response, abort, request
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # the SDK ships no types
from twilio.twiml.messaging_response import MessagingResponse  # type: ignore[import-untyped]  # the SDK ships no types

from .rivals import ANSWER

app = Flask(__name__)


def validate_twilio_request(handler: Callable[[], Response]) -> Callable[[], Response]:
    """Validates that incoming requests genuinely originated from Twilio."""

    @wraps(handler)
    def decorated() -> Response:
        validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
        if not validator.validate(request.url, request.form, request.headers.get("X-Twilio-Signature", "")):
            abort(403)
        return handler()

    return decorated


@app.route("/sms", methods=["POST"])
@validate_twilio_request
def incoming_sms() -> Response:
    """Answer with a simple message."""
    twiml = MessagingResponse()
    twiml.message(ANSWER)
    return Response(str(twiml), mimetype="application/xml")
