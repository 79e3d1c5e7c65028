"""From bytes to text: UTF-8, else Windows-1252, which is what older programs write."""

from otcpt.io._log import Log


def decode(data: bytes, log: Log) -> str:
    """Return the text; raises `InputErrors` for what is no text in either encoding."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise log.refuse("the file is UTF-16 text; save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise log.refuse(
            f"byte {error.start} is text neither in UTF-8 nor in Windows-1252; save the file as UTF-8"
        ) from None
    log.note("the file is not UTF-8; it was read as Windows-1252")
    return text
