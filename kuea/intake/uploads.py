"""An upload that is too large is not kept anywhere: said by its length, before its first byte is stored."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

_AROUND_THE_FILE = 1024 * 1024
"""The other fields of a form take some room too."""


class StopLargeUploads(FileUploadHandler):
    """Stands before the handler that stores; the page then says how large the file was."""

    def handle_raw_input(
        self, input_data: Any, META: dict[str, Any], content_length: int, *args: Any, **kwargs: Any
    ) -> None:
        if content_length > settings.MAX_SHEET_BYTES + _AROUND_THE_FILE and self.request:
            self.request.too_large = content_length  # type: ignore[attr-defined]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if getattr(self.request, "too_large", 0):
            raise StopUpload(connection_reset=False)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
