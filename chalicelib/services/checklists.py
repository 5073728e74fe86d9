"""The checklist of a case: the service's papers for its answers, under the office's own limits."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chalicelib.domain.case import Answer, Case
from chalicelib.domain.catalogue import Catalogue, Service
from chalicelib.domain.catalogue.service import ProductSpec, Withdrawal
from chalicelib.domain.catalogue.words import ApplicantRole, RequirementId, ServiceCode
from chalicelib.domain.checklist import (
    Checklist,
    InvalidAnswersError,
    build_checklist,
    keep_fitting,
    products_for,
    withdrawals_for,
)
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError
from chalicelib.domain.office import Office
from chalicelib.domain.product import Product, build_route
from chalicelib.domain.text import Text


def _none_known(_: str) -> "Checklists | None":
    return None


@dataclass(frozen=True, slots=True)
class Checklists:
    """Checklists and products: by the rules of today, and for what was handed in by those of that time.

    `earlier`: the rules of a version of the catalogue, None where they are not known any more.
    """

    catalogue: Catalogue
    office: Office
    earlier: Callable[[str], "Checklists | None"] = _none_known

    def service(self, code: str) -> Service:
        """Raises NotFoundError."""
        try:
            return self.catalogue.services[ServiceCode(code)]
        except KeyError:
            raise NotFoundError from None

    def build(self, code: str, answers: dict[str, Answer], role: str | None) -> Checklist:
        """Raises NotFoundError for a service, InvalidRequestError with every answer that does not fit."""
        service = self.service(code)
        limits = self.office.limits
        known, faults = _parse_role(role)
        try:
            checklist = build_checklist(
                service,
                answers,
                known,
                overrides=limits.max_age_days,
                without_local=frozenset(RequirementId(name) for name in limits.without_local),
            )
        except InvalidAnswersError as error:
            raise InvalidRequestError([*faults, *error.faults]) from error
        if faults:
            raise InvalidRequestError(faults)
        return checklist

    def of(self, case: Case) -> Checklist:
        """The checklist of a stored case, as far as its rules can use its answers."""
        rules = self.rules_for(case)
        return rules.build(case.service, rules.answers(case), case.applicant_role)

    def rules_for(self, case: Case) -> "Checklists":
        """Those that a case was handed in under: a later overlay asks nothing more of it, and takes nothing away."""
        if case.received_at is None or case.catalogue_version == self.catalogue.version:
            return self
        return self.earlier(case.catalogue_version) or self

    def bind(self, case: Case) -> Case:
        """A case that is handed in now, under the rules of today; one that was handed in before keeps its own."""
        if case.received_at is not None:
            return case
        return case.model_copy(
            update={"catalogue_version": self.catalogue.version, "answers": dict(self.answers(case))}
        )

    def withdrawals(self, case: Case) -> tuple[Withdrawal, ...]:
        """What the resident of a stored case must bring and hand in."""
        return withdrawals_for(self.service(case.service), self.answers(case))

    def answers(self, case: Case) -> dict[str, Answer]:
        """The answers of a stored case that these rules can use: another process may have asked by other ones."""
        return dict(keep_fitting(self.service(case.service), case.answers))

    def product_names(self, case: Case) -> dict[str, Text]:
        """What people call each of its products, by id."""
        return {name: spec.name for name, spec in self._specs(case)}

    def _specs(self, case: Case) -> Iterator[tuple[str, ProductSpec]]:
        specs = products_for(self.service(case.service), self.answers(case))
        return ((f"p{number}", spec) for number, spec in enumerate(specs, start=1))

    def products(self, case: Case) -> tuple[Product, ...]:
        """What an accepted case yields, each at the first step of its production."""
        service = self.service(case.service)
        built = []
        for name, spec in self._specs(case):
            route = build_route(
                biometrics=service.biometrics.is_recording,
                signed=spec.signed,
                print_record=spec.print_record,
                printed=spec.printed,
            )
            built.append(
                Product(
                    id=name,
                    kind=spec.kind,
                    medium=spec.medium,
                    recipient=spec.recipient,
                    route=route,
                    state=route[0],
                )
            )
        return tuple(built)


def _parse_role(role: str | None) -> tuple[ApplicantRole | None, list[Fault]]:
    try:
        return (None if role is None else ApplicantRole(role)), []
    except ValueError:
        return None, [Fault("applicant_role", "not_a_choice")]
