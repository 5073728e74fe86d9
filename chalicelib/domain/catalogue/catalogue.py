"""The catalogue: services, papers and questions, checked against each other before anything is served."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Self

from pydantic import ValidationError

from chalicelib.domain.catalogue.conditions import leaves
from chalicelib.domain.catalogue.faults import conditions_of, find_faults
from chalicelib.domain.catalogue.papers import DocumentType
from chalicelib.domain.catalogue.questions import Question
from chalicelib.domain.catalogue.service import Requirement, Service, ServiceEntry
from chalicelib.domain.catalogue.words import (
    CatalogueModel,
    DocumentCode,
    QuestionName,
    ServiceCode,
    Vocabulary,
    Words,
)


class InvalidCatalogueError(ValueError):
    """The catalogue cannot be served; `faults` names everything that is wrong with it."""

    def __init__(self, faults: Iterable[str]) -> None:
        """Keep every fault."""
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class CatalogueFile(CatalogueModel):
    """The shape of the compiled file."""

    version: Words
    vocabulary: Vocabulary
    documents: tuple[DocumentType, ...]
    questions: tuple[Question, ...]
    services: tuple[ServiceEntry, ...]

    @classmethod
    def parse(cls, raw: bytes | str) -> Self:
        """Read the JSON form; raise InvalidCatalogueError with every misshapen entry."""
        try:
            return cls.model_validate_json(raw)
        except ValidationError as error:
            faults = (f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
            raise InvalidCatalogueError(faults) from error


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A sound catalogue; `version` changes with every change of its content."""

    version: str
    services: Mapping[ServiceCode, Service]
    documents: Mapping[DocumentCode, DocumentType]
    questions: Mapping[QuestionName, Question]
    vocabulary: Vocabulary

    @classmethod
    def from_file(cls, file: CatalogueFile) -> Self:
        """Check and link the file's entries; raise InvalidCatalogueError naming every fault."""
        if faults := find_faults(file):
            raise InvalidCatalogueError(faults)
        documents = {paper.code: paper for paper in file.documents}
        questions = {question.name: question for question in file.questions}
        return cls(
            version=file.version,
            services=MappingProxyType({s.code: _link(s, documents, questions, file.vocabulary) for s in file.services}),
            documents=MappingProxyType(documents),
            questions=MappingProxyType(questions),
            vocabulary=file.vocabulary,
        )

    def with_requirements(self, version: str, extra: Mapping[ServiceCode, Sequence[Requirement]]) -> Self:
        """Another version that asks for more papers; what they refer to is in this one."""
        services = {code: self._with_more(service, extra.get(code, ())) for code, service in self.services.items()}
        return replace(self, version=version, services=MappingProxyType(services))

    def _with_more(self, service: Service, extra: Sequence[Requirement]) -> Service:
        if not extra:
            return service
        parts = {name: getattr(service, name) for name in ServiceEntry.model_fields}
        entry = ServiceEntry.model_construct(**parts | {"requirements": (*service.requirements, *extra)})
        return _link(entry, self.documents, self.questions, self.vocabulary)


def _link(
    entry: ServiceEntry,
    documents: Mapping[DocumentCode, DocumentType],
    questions: Mapping[QuestionName, Question],
    vocabulary: Vocabulary,
) -> Service:
    # model_construct: the entry is validated already, and a cold start should not do it twice.
    return Service.model_construct(
        **dict(entry),
        documents=documents,
        questions=tuple(questions[name] for name in _question_names(entry)),
        derived_questions=tuple(question for question in questions.values() if question.derived),
        vocabulary=vocabulary,
    )


def _question_names(entry: ServiceEntry) -> Iterator[QuestionName]:
    names = [leaf.question for condition in conditions_of(entry) for leaf in leaves(condition)]
    if entry.variant_question is not None:
        names.insert(0, entry.variant_question)
    return iter(dict.fromkeys(names))
