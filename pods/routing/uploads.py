"""Refuses a form with files in it by its announced size, before a byte of it reaches the disk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class BoundedUpload(FileUploadHandler):
    """The first of FILE_UPLOAD_HANDLERS: looks at the size and leaves the files to those after it."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Raise RequestDataTooBig, which is answered 400, when the request is larger than any that we take."""
        if content_length > settings.UPLOAD_LARGEST_BYTES:
            raise RequestDataTooBig("The request has more bytes than UPLOAD_LARGEST_BYTES.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass a piece on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
