"""What every identifier shares: a frozen `str` that is parsed, formatted and masked."""

from abc import ABCMeta, abstractmethod
from collections.abc import Mapping
from typing import ClassVar, Final, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema
from typing_extensions import override

from chalicelib.domain.identifiers.errors import InvalidIdentifierError

BULLET: Final = "\N{BULLET}"
FROM_STORE: Final[Mapping[str, bool]] = {"loket_from_store": True}


class Identifier(str, metaclass=ABCMeta):
    """A value that passed `parse`; its text is the canonical, compact form that is stored and compared.

    `str()` gives the stored form, `format()` the form for people, `repr()` and `masked()` a form for logs and screens.
    """

    __slots__ = ()

    kind: ClassVar[str]
    description: ClassVar[str]
    example: ClassVar[str]
    max_length: ClassVar[int] = 64
    pattern: ClassVar[str | None] = None

    def __new__(cls, text: str) -> Self:
        """Parse, so that no instance can be made around the checks."""
        return cls.parse(text)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the identifier that a person or a program wrote; raise InvalidIdentifierError."""
        return cls.restore(cls._canonical(text))

    @classmethod
    def restore(cls, stored: str) -> Self:
        """Rebuild a value from the office's own records, unchecked.

        A NIK accepted by an officer's override, or a phone number whose prefix was withdrawn since, must still load.
        """
        return str.__new__(cls, stored)

    @classmethod
    @abstractmethod
    def _canonical(cls, text: str) -> str:
        """Return the stored form of a valid text; raise InvalidIdentifierError."""

    @abstractmethod
    def masked(self) -> str:
        """Return a form that a log may hold and its owner recognises."""

    @override
    def format(self) -> str:  # type: ignore[override]  # a template is the last thing an identifier is used as
        """Return the form that people read and copy."""
        return self._for_people()

    def _for_people(self) -> str:
        return str(self)

    @override
    def __repr__(self) -> str:
        """Return the masked form: what a traceback or a log shows."""
        return f"{type(self).__name__}({self.masked()!r})"

    @override
    def __reduce__(self) -> tuple[object, ...]:
        """Copy and unpickle by `restore`, as from the store."""
        return type(self).restore, (str(self),)

    @classmethod
    def _validate(cls, value: object, info: core_schema.ValidationInfo) -> Self:
        if type(value) is cls:
            return value
        if not isinstance(value, str):
            raise PydanticKnownError("string_type")
        if info.context is FROM_STORE:
            return cls.restore(value)
        try:
            return cls.parse(value)
        except InvalidIdentifierError as error:
            fault = error
        raise PydanticCustomError(  # outside the handler: what the parser held stays out of the chain
            f"{fault.identifier}.{fault.code.value}",
            "not a valid {identifier}: {code}",
            {"identifier": fault.identifier, "code": fault.code.value},
        )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate by `parse`; with `context=FROM_STORE` by `restore`."""
        return core_schema.with_info_plain_validator_function(cls._validate)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe what `parse` takes: a pattern never refuses what `parse` tolerates."""
        described: JsonSchemaValue = {
            "type": "string",
            "minLength": 1,
            "maxLength": cls.max_length,
            "description": cls.description,
            "examples": [cls.example],
        }
        if cls.pattern is not None:
            described["pattern"] = cls.pattern
        return described
