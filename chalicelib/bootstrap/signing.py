"""A signer's use cases, each made when it is first asked for."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.services.keep_signed import HandOutResult, KeepSigned
from chalicelib.services.presses import Presses
from chalicelib.services.sign_here import SignHere
from chalicelib.services.signing_batches import SigningBatches
from chalicelib.services.signing_ports import SigningLedger

if TYPE_CHECKING:
    from chalicelib.bootstrap.services import Services


class SigningServices:
    """On the ports of the services that they are part of."""

    def __init__(self, services: "Services") -> None:
        """Nothing is made yet."""
        self._services = services

    @property
    def ledger(self) -> SigningLedger:
        return self._services.ports.signing_ledger

    @cached_property
    def batches(self) -> SigningBatches:
        ports, services = self._services.ports, self._services
        presses = Presses(ports.signing_ledger, services.clock, ports.keys.intent)
        return SigningBatches(ports.signing_ledger, presses, ports.cases, services.clock, ports.ids)

    @cached_property
    def keep_signed(self) -> KeepSigned:
        ports, services = self._services.ports, self._services
        return KeepSigned(
            self.batches, ports.signing_ledger, ports.cases, ports.sealer, ports.pdf_verifier, ports.trust,
            ports.signed_documents, services.office, services.clock,
        )  # fmt: skip

    @cached_property
    def hand_out(self) -> HandOutResult:
        return HandOutResult(self._services.ports.cases, self._services.ports.signed_documents)

    @cached_property
    def sign_here(self) -> SignHere:
        ports = self._services.ports
        return SignHere(self.keep_signed, ports.signing_ledger, ports.cases, ports.electronic_signature)
