"""Which code numbers exist, whatever field they belong to. Numbers only: not what they mean."""

import attrs


@attrs.frozen
class CodeNumbers:
    """The numbers of all codes that the documents behind an edition list.

    ``lettered`` tells whether those documents list every code with a letter. Where they do not, a lettered number that
    is not among ``listed`` may exist all the same.
    """

    listed: frozenset[str] = attrs.field(repr=False)
    lettered: bool

    def exists(self, code: str) -> bool | None:
        """Return whether the number is that of a code, past or present.

        Args:
            code: A CPT or HCPCS code.

        Returns:
            True or False; None where the documents cannot tell.

        Example:
            >>> numbers = CodeNumbers(frozenset({"97140"}), lettered=False)
            >>> numbers.exists("97140"), numbers.exists("97410"), numbers.exists("G9711")
            (True, False, None)
        """
        if code in self.listed:
            return True
        return False if self.lettered or code.isdecimal() else None
